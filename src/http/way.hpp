#pragma once
#include <string_view>
#include <utility>

namespace wt::http {

class Hop;

/// What a tier holds of an address that it points at: it stays while somebody holds it, whatever comes and goes at its
/// end.
class Way {
public:
    explicit Way(Hop& to);
    Way(Way&& other) noexcept : to_(std::exchange(other.to_, nullptr)) {}
    Way& operator=(Way&& other) noexcept {
        std::swap(to_, other.to_);
        return *this;
    }
    ~Way();

    [[nodiscard]] Hop& end() const { return *to_; }

private:
    Hop* to_;
};

/// Finds where an address is. Whoever compiles a tier asks; a request does not.
class Ways {
public:
    /// The way there, also when nobody stands there yet.
    [[nodiscard]] virtual Way to(std::string_view address) = 0;

protected:
    ~Ways() = default;
};

}  // namespace wt::http
