#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.hpp"
#include "base/result.hpp"

namespace wt {

/// Texts of which one is drawn, each as often as its weight says.
class Choice {
public:
    struct Part {
        std::string text;
        double weight = 1;
        bool operator==(const Part&) const = default;
    };
    /// Nothing to choose from.
    Choice() = default;
    explicit Choice(std::vector<Part> parts);

    /// "choice(gzip: 60%, br: 40%)"; parts without weights are equally likely, and quotes keep a text with commas
    /// together. Anything else is the one text there is.
    [[nodiscard]] static Result<Choice> parse(std::string_view text);

    [[nodiscard]] bool empty() const { return parts_.empty(); }
    [[nodiscard]] const std::vector<Part>& parts() const { return parts_; }
    /// The number of a part. Of one part alone nothing is drawn. There is one.
    [[nodiscard]] std::size_t draw(Random& random) const;
    [[nodiscard]] const std::string& pick(Random& random) const { return parts_[draw(random)].text; }

    [[nodiscard]] friend bool operator==(const Choice& a, const Choice& b) { return a.parts_ == b.parts_; }

private:
    std::vector<Part> parts_;
    std::vector<double> up_to_;  // the weights of a part and those before it
};

}  // namespace wt
