#pragma once
#include "aws/error.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

namespace wt::aws {

/// What an operation of a service comes to: its output, or an error.
template <class T>
using Outcome = Result<T, Error>;

/// The same of an operation that waits for something before it knows.
template <class T>
using Later = Task<Outcome<T>>;

}  // namespace wt::aws
