#include "cli/interrupt.h"

namespace dance::cli {

std::atomic<bool> InterruptRequest::requested_ = false;
struct sigaction InterruptRequest::before_ = {};

void InterruptRequest::on_interrupt(int) {
  requested_ = true;
  ::sigaction(SIGINT, &before_, nullptr);
}

InterruptRequest::InterruptRequest() {
  requested_ = false;
  struct sigaction action = {};
  action.sa_handler = &InterruptRequest::on_interrupt;
  ::sigaction(SIGINT, &action, &before_);
}

InterruptRequest::~InterruptRequest() { ::sigaction(SIGINT, &before_, nullptr); }

}  // namespace dance::cli
