#include "cli/environment.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <string>

#include "core/temporary_folder.h"
#include "dance/core/presets.h"

namespace dance::test {

using namespace cli;

namespace {

// Sets an environment variable for one test.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name); old != nullptr) old_ = old, had_ = true;
    value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
  }
  ~Variable() { had_ ? ::setenv(name_, old_.c_str(), 1) : ::unsetenv(name_); }

 private:
  const char* name_;
  std::string old_;
  bool had_ = false;
};

TEST(CacheFolder, FirstVariableThatIsSetWins) {
  const Variable home("HOME", "/h");
  {
    const Variable xdg("XDG_CACHE_HOME", "/x"), own("DANCE_CACHE", "/own");
    EXPECT_EQ(cache_folder(), "/own");
  }
  const Variable own("DANCE_CACHE", "");
  {
    const Variable xdg("XDG_CACHE_HOME", "/x");
    EXPECT_EQ(cache_folder(), "/x/dance");
  }
  const Variable xdg("XDG_CACHE_HOME", nullptr);
  EXPECT_EQ(cache_folder(), "/h/.cache/dance");
}

TEST(ConfigFolder, AVariableNamesAnotherOne) {
  const std::filesystem::path before = config_folder();
  const TemporaryFolder folder;
  {
    const Variable own("DANCE_CONFIGS", "");
    find_config_folder();
    EXPECT_EQ(config_folder(), before);
  }
  const Variable own("DANCE_CONFIGS", folder.path().c_str());
  find_config_folder();
  EXPECT_EQ(config_folder(), folder.path());
  set_config_folder(before);
}

}  // namespace
}  // namespace dance::test
