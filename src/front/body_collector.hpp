#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"

namespace wt::front {

/// A body on its way in. Takes memory for what has come, not for what was announced; one that comes in a single piece
/// is copied once.
class BodyCollector {
public:
    enum class Piece { last, more_to_come };

    void add(std::string_view bytes, Piece piece) {
        if (memory() == 0 && piece == Piece::last) {
            whole_ = Text(bytes);
            return;
        }
        if (!whole_.empty()) parts_ = std::exchange(whole_, Text()).str();
        parts_.append(bytes);
    }
    [[nodiscard]] std::size_t memory() const { return parts_.size() + whole_.size(); }
    [[nodiscard]] Text take() {
        if (!parts_.empty()) {
            whole_ = Text(parts_);
            std::string().swap(parts_);
        }
        return std::exchange(whole_, Text());
    }

private:
    std::string parts_;
    Text whole_;
};

}  // namespace wt::front
