#pragma once
// What nearly every file of src/ includes. Each header still compiles without it (./check --tidy).
#include <algorithm>
#include <array>
#include <chrono>
#include <compare>
#include <coroutine>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>
