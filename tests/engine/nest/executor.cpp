#include "engine/nest/executor.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

namespace dance::test {

namespace {

// A word of a tensor is a number: its coordinates in the tensor's box, the last coordinate fastest.
using Word = std::int64_t;

struct ExecutedLoop {
  Dim dim;
  std::int64_t bound;
  int level;
  bool spatial;
  std::int64_t iterations = 1;        // of its dimension that one step covers
  std::array<Word, kTensors> word{};  // how far one step moves each tensor
  std::int64_t at = 0;                // current iteration
};

std::vector<ExecutedLoop> executed_loops(const Nest& nest) {
  std::vector<ExecutedLoop> loops;
  for (std::size_t level = 0; level < nest.levels.size(); ++level) {
    const auto add = [&](const std::vector<Loop>& list, bool spatial) {
      for (const Loop& loop : list) loops.push_back({loop.dim, loop.bound, static_cast<int>(level), spatial});
    };
    add(nest.levels[level].temporal, false);
    add(nest.levels[level].spatial_x, true);
    add(nest.levels[level].spatial_y, true);
  }
  for (std::size_t i = 0; i < loops.size(); ++i) {
    for (std::size_t j = i + 1; j < loops.size(); ++j) {
      if (loops[j].dim == loops[i].dim) loops[i].iterations *= loops[j].bound;
    }
  }
  return loops;
}

// Words from one coordinate to the next, per loop dimension; 0 where the dimension does not index the tensor.
DimMap<Word> word_strides(const Nest& nest, Tensor tensor, const Bounds& b) {
  const std::int64_t width = (b[Dim::P] - 1) * nest.stride_w + (b[Dim::R] - 1) * nest.dilation_w + 1;
  const std::int64_t height = (b[Dim::Q] - 1) * nest.stride_h + (b[Dim::S] - 1) * nest.dilation_h + 1;
  DimMap<Word> stride{};
  if (tensor == Tensor::Weights) {
    stride[Dim::S] = 1, stride[Dim::R] = b[Dim::S], stride[Dim::C] = b[Dim::R] * b[Dim::S];
    stride[Dim::M] = stride[Dim::C] * b[Dim::C], stride[Dim::G] = stride[Dim::M] * b[Dim::M];
  } else if (tensor == Tensor::Outputs) {
    stride[Dim::Q] = 1, stride[Dim::P] = b[Dim::Q], stride[Dim::M] = b[Dim::P] * b[Dim::Q];
    stride[Dim::G] = stride[Dim::M] * b[Dim::M], stride[Dim::N] = stride[Dim::G] * b[Dim::G];
  } else {
    stride[Dim::Q] = nest.stride_h, stride[Dim::S] = nest.dilation_h;
    stride[Dim::P] = nest.stride_w * height, stride[Dim::R] = nest.dilation_w * height;
    stride[Dim::C] = width * height, stride[Dim::G] = stride[Dim::C] * b[Dim::C];
    stride[Dim::N] = stride[Dim::G] * b[Dim::G];
  }
  return stride;
}

// Words of a tile that starts at word 0, ascending: those that its iterations touch; of inputs that hold
// extents, every coordinate from the first to the last of those.
std::vector<Word> tile_words(const Nest& nest, Tensor tensor, const Bounds& tile, const Bounds& whole) {
  const DimMap<Word> stride = word_strides(nest, tensor, whole);
  std::vector<Word> words = {0};
  const auto spread = [&words](std::int64_t length, Word step) {
    std::vector<Word> wider;
    for (Word word : words) {
      for (std::int64_t i = 0; i < length; ++i) wider.push_back(word + i * step);
    }
    words = std::move(wider);
  };
  const bool extents = tensor == Tensor::Inputs && nest.input_words == InputWords::Extents;
  for (Dim d : kAllDims) {
    const bool along_axis = d == Dim::P || d == Dim::Q || d == Dim::R || d == Dim::S;
    if (stride[d] != 0 && !(extents && along_axis)) spread(tile[d], stride[d]);
  }
  if (extents) {
    const Word row = stride[Dim::P] / nest.stride_w;
    spread((tile[Dim::P] - 1) * nest.stride_w + (tile[Dim::R] - 1) * nest.dilation_w + 1, row);
    spread((tile[Dim::Q] - 1) * nest.stride_h + (tile[Dim::S] - 1) * nest.dilation_h + 1, 1);
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

// All instances of one level that keep one tensor, or the MACs' operands.
struct Station {
  Tensor tensor;
  int level;
  bool stores;             // a MAC takes its words anew at every step
  Station* parent;         // null: the outermost
  std::vector<Word> tile;  // relative to its first word
  std::vector<Word> spatial_start;
  std::vector<std::size_t> parent_instance;
  // Whether the instance is the first of its parent's that holds its tile. All instances move in step, so
  // those that hold the same tile at first always do, and share a read.
  std::vector<bool> serves;
  std::vector<std::vector<bool>> held_before;  // [instance][word], outputs
  Word start = 0;                              // of the instance at spatial position 0
  bool loaded = false;
  std::vector<TensorCounts> counts;  // [instance]
};

class Execution {
 public:
  explicit Execution(const Nest& nest) : nest_(nest), loops_(executed_loops(nest)) {
    for (const ExecutedLoop& loop : loops_) whole_[loop.dim] *= loop.bound;
    for (Tensor tensor : kAllTensors) {
      const DimMap<Word> stride = word_strides(nest, tensor, whole_);
      for (ExecutedLoop& loop : loops_) {
        loop.word[index(tensor)] = loop.iterations * stride[loop.dim];
      }
    }
    stations_.reserve(kTensors * (nest.levels.size() + 1));
    for (Tensor tensor : kAllTensors) add_stations(tensor);
  }

  ExecutedArray run_array(const ArrayPass& pass) {
    const Station& station = innermost(pass.stationary);
    const auto depth = static_cast<int>(nest_.levels.size());
    SteppedArray array(pass, station.parent != nullptr ? words_loaded(station) : 0);
    do {
      array.step(position(depth), position(station.level), word_at(station));
    } while (advance() >= 0);
    return array.finished();
  }

  NestCounts run() {
    std::int64_t cycles = 0;
    int moved_level = -1;  // the outermost level whose loops moved
    do {
      ++cycles;
      for (Station& station : stations_) {
        if (station.level > moved_level) move(station);
      }
    } while ((moved_level = advance()) >= 0);
    for (Station& station : stations_) drain(station);
    return collect(cycles);
  }

 private:
  void add_stations(Tensor tensor) {
    const auto depth = static_cast<int>(nest_.levels.size());
    Station* parent = nullptr;
    for (int level = 0; level <= depth; ++level) {
      const bool stores = level < depth;
      if (stores && !nest_.levels[static_cast<std::size_t>(level)].keeps[index(tensor)]) continue;
      Bounds tile = kUnitBounds;
      for (const ExecutedLoop& loop : loops_) {
        if (loop.level >= level) tile[loop.dim] *= loop.bound;
      }
      stations_.push_back({tensor,
                           level,
                           stores,
                           parent,
                           tile_words(nest_, tensor, tile, whole_),
                           {},
                           {},
                           {},
                           {},
                           0,
                           false,
                           {}});
      place_instances(stations_.back());
      parent = &stations_.back();
    }
  }

  // Instances are numbered by their spatial loops, outermost slowest, so a parent's number is a prefix of its
  // child's.
  void place_instances(Station& station) const {
    station.spatial_start = {0};
    station.parent_instance = {0};
    for (const ExecutedLoop& loop : loops_) {
      if (!loop.spatial || loop.level >= station.level) continue;
      std::vector<Word> starts;
      std::vector<std::size_t> parents;
      const bool above_parent = station.parent != nullptr && loop.level < station.parent->level;
      for (std::size_t i = 0; i < station.spatial_start.size(); ++i) {
        for (std::int64_t step = 0; step < loop.bound; ++step) {
          starts.push_back(station.spatial_start[i] + step * loop.word[index(station.tensor)]);
          parents.push_back(above_parent ? station.parent_instance[i] * static_cast<std::size_t>(loop.bound) +
                                               static_cast<std::size_t>(step)
                                         : station.parent_instance[i]);
        }
      }
      station.spatial_start = std::move(starts);
      station.parent_instance = std::move(parents);
    }
    const std::size_t instances = station.spatial_start.size();
    std::set<std::pair<std::size_t, Word>> tiles;
    for (std::size_t i = 0; i < instances; ++i) {
      station.serves.push_back(tiles.emplace(station.parent_instance[i], station.spatial_start[i]).second);
    }
    station.counts.resize(instances);
    if (station.tensor == Tensor::Outputs) {
      Word words = 1;
      for (Dim d : {Dim::N, Dim::G, Dim::M, Dim::P, Dim::Q}) words *= whole_[d];
      station.held_before.assign(instances, std::vector<bool>(static_cast<std::size_t>(words), false));
    }
  }

  // One step of the temporal loops, the innermost fastest: the level of the outermost one that moved, -1 at
  // the end.
  int advance() {
    for (auto loop = loops_.rbegin(); loop != loops_.rend(); ++loop) {
      if (loop->spatial) continue;
      if (++loop->at < loop->bound) return loop->level;
      loop->at = 0;
    }
    return -1;
  }

  Word word_at(const Station& station) const {
    Word start = 0;
    for (const ExecutedLoop& loop : loops_) {
      if (!loop.spatial && loop.level < station.level) {
        start += loop.at * loop.word[index(station.tensor)];
      }
    }
    return start;
  }

  // Where the temporal loops outside `level` stand, by dimension.
  Bounds position(int level) const {
    Bounds at{};
    for (const ExecutedLoop& loop : loops_) {
      if (!loop.spatial && loop.level < level) at[loop.dim] += loop.at * loop.iterations;
    }
    return at;
  }

  const Station& innermost(Tensor tensor) const {
    const Station* found = nullptr;
    for (const Station& station : stations_) {
      if (station.tensor == tensor && station.stores) found = &station;
    }
    return *found;
  }

  static std::int64_t words_loaded(const Station& station) {
    return std::count(station.serves.begin(), station.serves.end(), true) * std::ssize(station.tile);
  }

  void move(Station& station) {
    const Word start = word_at(station);
    if (station.stores && station.loaded && start == station.start) return;
    const bool had = station.loaded;
    const Word old_start = station.start;
    station.start = start;
    station.loaded = true;
    if (station.parent == nullptr) return;
    const auto parent_level = static_cast<std::size_t>(station.parent->level);
    const bool by_words = nest_.levels[parent_level].multicast == Multicast::Words;
    std::vector<std::set<Word>> needed(station.parent->counts.size());  // by instance of the parent
    for (std::size_t i = 0; i < station.spatial_start.size(); ++i) {
      const Word offset = station.spatial_start[i];
      const std::vector<Word> entering =
          enter(station, i, start + offset, had && station.stores ? old_start + offset : -1);
      station.counts[i].fills += static_cast<std::int64_t>(entering.size());
      const std::size_t parent = station.parent_instance[i];
      if (by_words) {
        needed[parent].insert(entering.begin(), entering.end());
      } else if (station.serves[i]) {
        station.parent->counts[parent].reads += static_cast<std::int64_t>(entering.size());
      }
    }
    for (std::size_t parent = 0; parent < needed.size(); ++parent) {
      station.parent->counts[parent].reads += static_cast<std::int64_t>(needed[parent].size());
    }
    if (had && station.tensor == Tensor::Outputs) drain_to(station, old_start, start);
  }

  // Words of the tile at `start` that are not in the tile at `old_start` (-1: none) and have to be fetched.
  static std::vector<Word> enter(Station& station, std::size_t instance, Word start, Word old_start) {
    std::vector<Word> fetched;
    auto old_word = station.tile.begin();
    for (Word relative : station.tile) {
      const Word word = start + relative;
      if (old_start >= 0) {
        while (old_word != station.tile.end() && old_start + *old_word < word) ++old_word;
        if (old_word != station.tile.end() && old_start + *old_word == word) continue;
      }
      if (station.tensor != Tensor::Outputs ||
          station.held_before[instance][static_cast<std::size_t>(word)]) {
        fetched.push_back(word);  // of outputs: a partial sum that comes back
      } else {
        station.held_before[instance][static_cast<std::size_t>(word)] = true;
      }
    }
    return fetched;
  }

  // Sums that leave are written up, those of equal tiles added together on the way.
  static void drain_to(Station& station, Word old_start, Word start) {
    std::int64_t leaving = 0;
    for (Word relative : station.tile) {
      const Word word_in_new_tile = old_start + relative - start;
      const bool stays =
          station.stores && std::binary_search(station.tile.begin(), station.tile.end(), word_in_new_tile);
      leaving += stays ? 0 : 1;
    }
    write_up(station, leaving);
  }

  static void drain(Station& station) {
    if (station.parent != nullptr && station.tensor == Tensor::Outputs) {
      write_up(station, static_cast<std::int64_t>(station.tile.size()));
    }
  }

  static void write_up(Station& station, std::int64_t words) {
    for (std::size_t i = 0; i < station.spatial_start.size(); ++i) {
      if (station.serves[i]) {
        station.parent->counts[station.parent_instance[i]].updates += words;
      }
    }
  }

  NestCounts collect(std::int64_t cycles) const {
    NestCounts counts;
    counts.compute_cycles = cycles;
    counts.levels.resize(nest_.levels.size());
    for (const ExecutedLoop& loop : loops_) counts.macs_used *= loop.spatial ? loop.bound : 1;
    for (const Station& station : stations_) {
      if (!station.stores) continue;
      TensorCounts total = station.counts.front();
      for (const TensorCounts& other : station.counts) {
        if (other.reads != total.reads || other.fills != total.fills || other.updates != total.updates) {
          throw std::logic_error("the instances of a level differ");
        }
      }
      total.kept = true;
      total.tile_words = static_cast<std::int64_t>(station.tile.size());
      total.instances = static_cast<std::int64_t>(station.counts.size());
      counts.levels[static_cast<std::size_t>(station.level)][index(station.tensor)] = total;
    }
    return counts;
  }

  const Nest& nest_;
  std::vector<ExecutedLoop> loops_;  // outermost first
  Bounds whole_ = kUnitBounds;
  std::vector<Station> stations_;  // parents before children
};

}  // namespace

NestCounts execute(const Nest& nest) { return Execution(nest).run(); }

ExecutedArray execute_array(const Nest& nest, const ArrayPass& pass) {
  return Execution(nest).run_array(pass);
}

}  // namespace dance::test
