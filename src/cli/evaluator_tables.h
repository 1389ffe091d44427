// What `dance evaluator check` shows: one evaluator with feature forwarding beside one without.
#pragma once

#include <string>

#include "dance/report/cost_json.h"
#include "dance/search/learned_evaluator/evaluator_check.h"

namespace dance::cli {

struct EvaluatorChecks {
  EvaluatorCheck with_forwarding, without_forwarding;
};

std::string text_of(const EvaluatorChecks& checks);  // one table, at most 120 columns
Json to_json(const EvaluatorCheck& check);           // {"one_hot": .., "soft": ..}; null: no such figure

}  // namespace dance::cli
