// How well a network classifies images that it was not trained on.
#pragma once

namespace dance {

struct NetworkScore {
  double ce = 0;        // mean cross-entropy per image, nats
  double accuracy = 0;  // share of the images, in [0, 1]
};

}  // namespace dance
