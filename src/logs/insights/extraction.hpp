#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "logs/insights/value.hpp"

namespace re2 {
class RE2;
}

namespace wt::logs::insights {

/// A query's regular expression; groups may be named (?<so>...). Time of matching grows with the text and nothing else.
[[nodiscard]] Result<std::shared_ptr<const re2::RE2>> compile(std::string_view expression);

/// What `parse` takes out of a text.
class Extraction {
public:
    /// "user=*, method=*" with a name for each *; what stands between them is found as it is.
    [[nodiscard]] static Result<Extraction> glob(std::string_view pattern, std::vector<std::string> names);
    /// Groups go by their names, those without by `names` in order.
    [[nodiscard]] static Result<Extraction> expression(std::string_view pattern, std::vector<std::string> names);

    /// Sets the fields where the text matches.
    void apply(std::string_view text, Record& to) const;
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

private:
    Extraction(std::shared_ptr<const re2::RE2> compiled, std::vector<std::string> names)
        : compiled_(std::move(compiled)), names_(std::move(names)) {}
    std::shared_ptr<const re2::RE2> compiled_;
    std::vector<std::string> names_;  // of each group
};

}  // namespace wt::logs::insights
