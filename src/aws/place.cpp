#include "aws/place.hpp"

#include <fmt/format.h>

#include "base/ascii.hpp"

namespace wt::aws {

std::string Place::text() const {
    if (around_ == nullptr) return {};
    std::string text = around_->text();
    switch (step_) {
        case Step::member:
            if (!text.empty()) text += '.';
            if (!name_.empty()) text += lower(name_.front());
            text += name_.substr(std::min<std::size_t>(1, name_.size()));
            return text;
        case Step::element: return fmt::format("{}.{}.member", text, number_);
        case Step::entry: return fmt::format("{}.{}.member", text, name_);
    }
    return text;
}

}  // namespace wt::aws
