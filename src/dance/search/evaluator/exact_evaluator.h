// The exact evaluator: expected latency and energy of the soft network on every accelerator, and the
// accelerator of least cost.
//   L(p, a) = L_fixed(a) + sum_l sum_o p[l, o] * table_L[l, o, a],  and E likewise;
//   cost(p) = min_a f(L, E, area(a))
// By Danskin's theorem the gradient of the minimum is the gradient at the minimiser. The soft minimum is
//   min over weights w of  sum_a w_a f_a - t * entropy(w),
//   w_a ~ exp(-f_a / t),  t = temperature * min_a f_a:
// metrics and cost are averages under w, and by the same theorem the gradient holds w (and t) fixed.
#pragma once

#include <cstdint>

#include "dance/engine/cost/objective.h"
#include "dance/engine/hardware/space.h"
#include "dance/engine/table/contenders.h"
#include "dance/engine/table/cost_table.h"
#include "dance/search/evaluator/evaluator.h"
#include "dance/search/evaluator/options.h"
#include "dance/search/evaluator/table_scan.h"

namespace dance {

// Under hard limits on L, E and A, the minimum is over the accelerators that meet all of them. Where none
// does, the evaluator takes, of those within the area limit, the one whose larger relative excess over the
// limits on L and E is smallest, and the cheapest of equal ones; there it uses no soft minimum.
//
// It scans only the accelerators that can be a network's best or have a weight in the soft minimum
// (engine/table/contenders.h). It scans in float32 in fixed blocks, so that the result does not depend on the
// number of threads, and ranks the few best again in float64.
class ExactEvaluator final : public Evaluator {
 public:
  // `table_limits` are compared with what the table says. Throws Error when the table is not of this space,
  // or when no accelerator is within the area limit.
  ExactEvaluator(const CostTable& table, const HardwareSpace& space, const CostFunction& cost,
                 const ExactOptions& options = {}, const Limits& table_limits = {});

  EvaluatorKind kind() const override { return EvaluatorKind::Exact; }
  Evaluation evaluate(const torch::Tensor& probabilities) override;  // [layers, operations]

  const Contenders& scanned() const { return contenders_; }

 private:
  // `place` is an index into the contenders.
  Evaluation at_minimiser(const torch::Tensor& probabilities, std::int64_t place) const;
  Evaluation soft(const torch::Tensor& probabilities, const SoftNetwork& network, const Scan& scan) const;

  CostFunction cost_;
  double temperature_;
  Limits table_limits_;
  Contenders contenders_;
};

}  // namespace dance
