#pragma once
#include <cstdint>
#include <map>
#include <string>

#include "base/context.hpp"
#include "base/hash.hpp"

namespace wt {

/// Gives each component a context of its own: with its metrics, its calendar, and its chance. Outlives them.
class Contexts {
public:
    explicit Contexts(const Context& whole) : whole_(whole) {}
    Contexts(const Contexts&) = delete;
    Contexts& operator=(const Contexts&) = delete;

    /// For whatever belongs to the component of that name.
    [[nodiscard]] Context of(const std::string& name) {
        // Where the machine says how far the calendar is off, no fault does.
        const Duration* skew = whole_.skew != nullptr ? whole_.skew : &skews_[name];
        return Context{whole_.clock, whole_.seed, whole_.metrics.of(name), whole_.digest, skew};
    }
    /// For what is made under that name now. Who has the name of one that went counts on where it stopped, but draws
    /// from chance of its own: no id is given twice.
    [[nodiscard]] Context begin(const std::string& name) {
        Context made = of(name);
        if (const std::uint64_t before = made_[name]++; before > 0) made.seed = mix(made.seed, before);
        return made;
    }

    /// How far the component's calendar is ahead of the run's.
    void set_skew(const std::string& name, Duration skew) { skews_[name] = skew; }

private:
    Context whole_;
    std::map<std::string, Duration> skews_;
    std::map<std::string, std::uint64_t> made_;
};

}  // namespace wt
