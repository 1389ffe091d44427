// Kendall's tau-b: how far two lists of numbers agree about the order of their items, -1 to 1.
//   tau_b = (C - D) / sqrt((n0 - n1)(n0 - n2))
// where, of all n0 = n (n - 1) / 2 pairs, C are concordant, D are discordant, n1 are tied in x and n2 are
// tied in y (Kendall, "The treatment of ties in ranking problems", Biometrika 1945). Knight's algorithm takes
// O(n log n): after sorting by x, then y, D is the number of exchanges of a merge sort by y (Knight, "A
// computer method for calculating Kendall's tau with ungrouped data", JASA 1966).
#pragma once

#include <optional>
#include <vector>

namespace dance {

// x and y have the same length and no NaN. Returns none where all of x or all of y are equal.
std::optional<double> kendall_tau(const std::vector<double>& x, const std::vector<double>& y);

}  // namespace dance
