// Declares the configuration keys of a cost function and of limits (core/config_keys.h has the contract).
#pragma once

#include "dance/core/config_keys.h"
#include "dance/engine/cost/limits.h"
#include "dance/engine/cost/objective.h"

namespace dance {

void declare_keys(ConfigKeys& keys, CostFunction& cost);
void declare_keys(ConfigKeys& keys, Limits& limits);

}  // namespace dance
