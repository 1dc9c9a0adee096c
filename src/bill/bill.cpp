#include "bill/bill.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace wt::bill {

namespace {

constexpr Wide hour = std::chrono::nanoseconds(std::chrono::hours(1)).count();
constexpr Wide month = hour * Meter::month_hours;
constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30U;

}  // namespace

Amount Bill::run() const {
    Amount sum;
    for (const Line& line : lines) sum += line.run;
    return sum;
}

Amount Bill::month() const {
    Amount sum;
    for (const Line& line : lines) sum += line.month;
    return sum;
}

std::optional<Amount> Bill::per_million() const { return per_million(run()); }

std::optional<Amount> Bill::per_million(Amount part) const {
    if (requests == 0) return std::nullopt;
    return Amount{part.picodollars * 1'000'000 / requests};
}

std::optional<Amount> Bill::of(const std::string& component) const {
    std::optional<Amount> sum;
    for (const Line& line : lines) {
        if (line.component == component) sum = sum.value_or(Amount{}) + line.run;
    }
    return sum;
}

const Gap* Bill::missing(const std::string& component) const {
    const auto found = std::find_if(gaps.begin(), gaps.end(),
                                    [&](const Gap& gap) { return component.empty() || gap.component == component; });
    return found == gaps.end() ? nullptr : &*found;
}

Meter::Meter(const PriceList& prices, std::string name, bool free_tier, Duration load)
    : prices_(prices), run_(prices, free_tier), month_(prices, free_tier), load_(load.count()) {
    bill_.prices = std::move(name);
}

void Meter::used(const std::string& component, const std::string& item, Quantity quantity) {
    if (quantity.parts > 0) write(component, item, quantity, quantity.scaled(month, load_), true);
}

void Meter::came(const std::string& component, const std::string& item, std::uint64_t count, std::uint64_t most) {
    const Quantity run{std::min(count, most), 1};
    const Quantity month_long{std::min<Wide>(Quantity{count, 1}.scaled(month, load_).parts, most), 1};
    if (count > 0) write(component, item, run, month_long);
}

void Meter::stood(const std::string& component, const std::string& item, std::uint64_t count, bool whole_hours) {
    if (count == 0) return;
    // In seconds, which is how fine AWS counts.
    constexpr Wide second = hour / 3600;
    const Wide seconds = (load_ + second - 1) / second;
    const Wide charged = whole_hours ? (seconds + 3599) / 3600 * 3600 : seconds;
    write(component, item, {charged * count, 3600}, {Wide{Meter::month_hours} * 3600 * count, 3600});
}

void Meter::reserved(const std::string& component, const std::string& item, Quantity size) {
    constexpr Wide step = hour / 12;
    const Wide seconds = (load_ + step - 1) / step * 300;
    if (size.parts > 0)
        write(component, item, {size.parts * seconds, size.per_unit}, {size.parts * month_hours * 3600, size.per_unit});
}

void Meter::kept(const std::string& component, const std::string& item, std::uint64_t count) {
    // By the hour, of which a part counts.
    const Wide hours = (load_ + hour - 1) / hour;
    if (count > 0) write(component, item, {hours * count, month_hours}, {Wide{month_hours} * count, month_hours});
}

void Meter::stored(const std::string& component, const std::string& item, double average_bytes) {
    const Wide bytes = static_cast<Wide>(average_bytes);
    if (bytes > 0) write(component, item, Quantity{bytes, gibibyte}.scaled(load_, month), {bytes, gibibyte});
}

void Meter::write(const std::string& component, const std::string& item, Quantity run, Quantity month_long,
                  bool by_use) {
    const Price* const price = prices_.find(item);
    if (price == nullptr) {
        if (std::find(bill_.priceless.begin(), bill_.priceless.end(), item) == bill_.priceless.end())
            bill_.priceless.push_back(item);
        bill_.gaps.push_back({component, "no price for " + item});
        return;
    }
    run_.add(item, run);
    month_.add(item, month_long);
    bill_.lines.push_back({component, item, price->unit, run, month_long, {}, {}, by_use});
}

void Meter::uncharged(const std::string& component, std::string what) {
    bill_.gaps.push_back({component, std::move(what)});
}

Bill Meter::take(std::uint64_t requests) && {
    bill_.requests = requests;
    struct Before {
        Quantity run;
        Quantity month_long;
    };
    std::map<std::string, Before> before;  // what the lines above used, by item
    const auto rest = [](const Account& account, const Line& line, Quantity& so_far, Quantity used) {
        const Amount paid = account.share(line.item, so_far);
        so_far += used;
        return Amount{account.share(line.item, so_far).picodollars - paid.picodollars};
    };
    for (Line& line : bill_.lines) {
        Before& above = before[line.item];
        line.run = rest(run_, line, above.run, line.used);
        line.month = rest(month_, line, above.month_long, line.month_long);
    }
    return std::move(bill_);
}

}  // namespace wt::bill
