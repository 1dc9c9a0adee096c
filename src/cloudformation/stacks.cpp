#include "cloudformation/stacks.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "aws/row_shape.hpp"
#include "store/unreadable.hpp"

namespace wt::cloudformation {

namespace {

constexpr std::string_view stack_space = "cloudformation.stacks";
constexpr std::string_view resource_space = "cloudformation.resources";
constexpr std::string_view change_set_space = "cloudformation.change_sets";
constexpr std::string_view event_space = "cloudformation.events";

/// A stack's ARN has slashes: "arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID" is known by its UUID here.
[[nodiscard]] std::string_view uuid_of(const StackRecord& stack) {
    const std::string_view id = stack.id();
    return id.substr(id.rfind('/') + 1);
}
[[nodiscard]] std::string part_key(const StackRecord& stack, std::string_view part) {
    return fmt::format("{}/{}", uuid_of(stack), part);
}

/// Its time, in milliseconds since 1970, which no other event of the stack has.
[[nodiscard]] std::string event_key(const StackRecord& stack, const StackEvent& event) {
    const auto since = std::chrono::floor<std::chrono::milliseconds>(event.timestamp.time_since_epoch());
    return part_key(stack, fmt::format("{:016}", since.count()));
}

template <class T>
[[nodiscard]] T read_or_throw(std::string_view space, std::string_view key, std::string_view row) {
    auto read = aws::read_row<T>(row);
    if (!read) store::unreadable(space, key);
    return std::move(*read);
}

}  // namespace

const aws::Structure& shape_of(aws::Tag<StackSource>) {
    static const aws::RowShape shape{aws::row_member<&StackSource::template_text>("template_text"),
                                     aws::row_member<&StackSource::parameters>("parameters"),
                                     aws::row_member<&StackSource::tags>("tags"),
                                     aws::row_member<&StackSource::capabilities>("capabilities"),
                                     aws::row_member<&StackSource::notification_arns>("notification_arns"),
                                     aws::row_member<&StackSource::role_arn>("role_arn")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<ResourceRecord>) {
    static const aws::RowShape shape{aws::row_member<&ResourceRecord::logical_id>("logical_id"),
                                     aws::row_member<&ResourceRecord::type>("type"),
                                     aws::row_member<&ResourceRecord::name>("name"),
                                     aws::row_member<&ResourceRecord::id>("id"),
                                     aws::row_member<&ResourceRecord::ref>("ref"),
                                     aws::row_member<&ResourceRecord::status>("status"),
                                     aws::row_member<&ResourceRecord::reason>("reason"),
                                     aws::row_member<&ResourceRecord::updated>("updated"),
                                     aws::row_member<&ResourceRecord::properties>("properties"),
                                     aws::row_member<&ResourceRecord::said>("said"),
                                     aws::row_member<&ResourceRecord::attributes>("attributes"),
                                     aws::row_member<&ResourceRecord::metadata>("metadata"),
                                     aws::row_member<&ResourceRecord::deletion_policy>("deletion_policy"),
                                     aws::row_member<&ResourceRecord::replace_policy>("replace_policy"),
                                     aws::row_member<&ResourceRecord::order>("order"),
                                     aws::row_member<&ResourceRecord::before>("before"),
                                     aws::row_member<&ResourceRecord::drift>("drift"),
                                     aws::row_member<&ResourceRecord::nested>("nested")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<ChangeSetRecord>) {
    static const aws::RowShape shape{aws::row_member<&ChangeSetRecord::told>("told"),
                                     aws::row_member<&ChangeSetRecord::source>("source"),
                                     aws::row_member<&ChangeSetRecord::creates>("creates"),
                                     aws::row_member<&ChangeSetRecord::delete_on_failure>("delete_on_failure"),
                                     aws::row_member<&ChangeSetRecord::only_imports>("only_imports"),
                                     aws::row_member<&ChangeSetRecord::imports>("imports"),
                                     aws::row_member<&ChangeSetRecord::operation>("operation"),
                                     aws::row_member<&ChangeSetRecord::problems>("problems")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<Attempt>) {
    static const aws::RowShape shape{aws::row_member<&Attempt::token>("token"),
                                     aws::row_member<&Attempt::request>("request"),
                                     aws::row_member<&Attempt::operation>("operation")};
    return shape;
}

const aws::Structure& shape_of(aws::Tag<StackRecord>) {
    static const aws::RowShape shape{aws::row_member<&StackRecord::told>("told"),
                                     aws::row_member<&StackRecord::source>("source"),
                                     aws::row_member<&StackRecord::before>("before"),
                                     aws::row_member<&StackRecord::policy>("policy"),
                                     aws::row_member<&StackRecord::host>("host"),
                                     aws::row_member<&StackRecord::on_failure>("on_failure"),
                                     aws::row_member<&StackRecord::imports>("imports"),
                                     aws::row_member<&StackRecord::retained>("retained"),
                                     aws::row_member<&StackRecord::operation>("operation"),
                                     aws::row_member<&StackRecord::detections>("detections"),
                                     aws::row_member<&StackRecord::replaced>("replaced"),
                                     aws::row_member<&StackRecord::problems>("problems"),
                                     aws::row_member<&StackRecord::attempts>("attempts"),
                                     aws::row_member<&StackRecord::told_before>("told_before")};
    return shape;
}

const Output* StackRecord::exported(std::string_view name) const {
    if (is_gone() || !told.outputs) return nullptr;
    const auto found = std::find_if(told.outputs->begin(), told.outputs->end(),
                                    [&](const Output& each) { return each.export_name == name; });
    return found == told.outputs->end() ? nullptr : &*found;
}

const Attempt* StackRecord::begun_by(std::string_view token) const {
    const auto found =
        std::find_if(attempts.begin(), attempts.end(), [&](const Attempt& each) { return each.token == token; });
    return found == attempts.end() ? nullptr : &*found;
}

Stacks::Stacks(const Context& context, store::Store& store) : context_(context), rows_(store) { load(store); }

StackRef Stacks::owner_of(std::string_view& key) const {
    const std::string uuid = aws::take_part(key);
    for (const auto& [id, stack] : by_id_) {
        if (id.ends_with(uuid)) return stack;
    }
    return nullptr;
}

void Stacks::load(store::Store& store) {
    store.load(stack_space, [&](std::string_view key, std::string_view row) {
        auto stack = std::make_shared<StackRecord>(read_or_throw<StackRecord>(stack_space, key, row));
        std::string_view rest = key;
        stack->place.account = aws::take_part(rest);
        stack->place.region = aws::take_part(rest);
        std::string id = stack->id();
        by_id_.emplace(std::move(id), std::move(stack));
    });
    store.load(resource_space, [&](std::string_view key, std::string_view row) {
        std::string_view rest = key;
        if (const StackRef stack = owner_of(rest))
            stack->resources.emplace(rest, read_or_throw<ResourceRecord>(resource_space, key, row));
    });
    store.load(change_set_space, [&](std::string_view key, std::string_view row) {
        std::string_view rest = key;
        if (const StackRef stack = owner_of(rest))
            stack->change_sets.emplace(rest, read_or_throw<ChangeSetRecord>(change_set_space, key, row));
    });
    store.load(event_space, [&](std::string_view key, std::string_view row) {
        std::string_view rest = key;
        const StackRef stack = owner_of(rest);
        if (stack == nullptr) return;
        auto event = read_or_throw<StackEvent>(event_space, key, row);
        std::int64_t since = 0;
        (void)std::from_chars(rest.data(), rest.data() + rest.size(), since);
        event.timestamp = epoch + std::chrono::milliseconds(since);
        stack->events.push_back(std::move(event));
    });
}

StackRef Stacks::find(const aws::AccountRegion& place, std::string_view name_or_id) const {
    if (name_or_id.starts_with("arn:")) {
        const auto found = by_id_.find(name_or_id);
        return found == by_id_.end() || found->second->place != place ? nullptr : found->second;
    }
    for (const auto& [id, stack] : by_id_) {
        if (stack->place == place && stack->name() == name_or_id && !stack->is_gone()) return stack;
    }
    return nullptr;
}

StackRef Stacks::begun_by(const aws::AccountRegion& place, std::string_view name_or_id, std::string_view token) const {
    for (const auto& [id, stack] : by_id_) {
        if (stack->place == place && (id == name_or_id || stack->name() == name_or_id) &&
            stack->begun_by(token) != nullptr)
            return stack;
    }
    return nullptr;
}

std::vector<StackRef> Stacks::all() const {
    std::vector<StackRef> stacks;
    for (const auto& [id, stack] : by_id_) stacks.push_back(stack);
    std::stable_sort(stacks.begin(), stacks.end(), [](const StackRef& a, const StackRef& b) {
        return a->told.creation_time < b->told.creation_time;
    });
    return stacks;
}

std::vector<StackRef> Stacks::all(const aws::AccountRegion& place) const {
    std::vector<StackRef> stacks = all();
    std::erase_if(stacks, [&](const StackRef& each) { return each->place != place; });
    return stacks;
}

std::pair<StackRef, const Output*> Stacks::exporter(const aws::AccountRegion& place, std::string_view name) const {
    for (const StackRef& stack : all(place)) {
        if (const Output* const output = stack->exported(name)) return {stack, output};
    }
    return {nullptr, nullptr};
}

std::pair<StackRef, std::string> Stacks::with_change_set(const aws::AccountRegion& place, std::string_view id) const {
    for (const auto& [stack_id, stack] : by_id_) {
        if (stack->place != place) continue;
        for (const auto& [name, set] : stack->change_sets) {
            if (set.told.change_set_id == id) return {stack, name};
        }
    }
    return {nullptr, {}};
}

std::vector<std::string> Stacks::importers(const aws::AccountRegion& place, std::string_view name) const {
    std::vector<std::string> names;
    for (const StackRef& stack : all(place)) {
        if (!stack->is_gone() && std::find(stack->imports.begin(), stack->imports.end(), name) != stack->imports.end())
            names.push_back(stack->name());
    }
    return names;
}

StackRef Stacks::add(StackRecord stack) {
    auto added = std::make_shared<StackRecord>(std::move(stack));
    by_id_.insert_or_assign(added->id(), added);
    keep(*added);
    forget_oldest();
    return added;
}

void Stacks::forget_oldest() {
    std::vector<StackRef> gone = all();
    std::erase_if(gone, [](const StackRef& each) { return !each->is_gone(); });
    for (std::size_t i = 0; i + most_gone < gone.size(); ++i) remove(*gone[i]);
}

void Stacks::remove(const StackRecord& stack) {
    const auto found = by_id_.find(stack.id());
    if (found == by_id_.end()) return;
    const StackRef held = found->second;
    for (const auto& [name, resource] : held->resources) rows_.put(resource_space, part_key(stack, name), std::nullopt);
    for (const auto& [name, set] : held->change_sets) rows_.put(change_set_space, part_key(stack, name), std::nullopt);
    for (std::size_t i = 0; i < held->events.size(); ++i)
        rows_.put(event_space, event_key(stack, held->events[i]), std::nullopt);
    rows_.put(stack_space, fmt::format("{}/{}", aws::place_key(stack.place), uuid_of(stack)), std::nullopt);
    rows_.stage();
    by_id_.erase(found);
}

void Stacks::keep(const StackRecord& stack) {
    if (!rows_.are_kept() || !by_id_.contains(stack.id())) return;
    rows_.put(stack_space, fmt::format("{}/{}", aws::place_key(stack.place), uuid_of(stack)), aws::row_of(stack));
    rows_.stage();
}

void Stacks::keep(const StackRecord& stack, const ResourceRecord& resource) {
    if (!rows_.are_kept() || !by_id_.contains(stack.id())) return;
    rows_.put(resource_space, part_key(stack, resource.logical_id), aws::row_of(resource));
    rows_.stage();
}

void Stacks::keep(const StackRecord& stack, const ChangeSetRecord& set) {
    if (!rows_.are_kept() || !by_id_.contains(stack.id())) return;
    rows_.put(change_set_space, part_key(stack, *set.told.change_set_name), aws::row_of(set));
    rows_.stage();
}

void Stacks::drop(StackRecord& stack, const std::string& logical_id) {
    rows_.put(resource_space, part_key(stack, logical_id), std::nullopt);
    rows_.stage();
    stack.resources.erase(logical_id);
}

void Stacks::drop_change_set(StackRecord& stack, const std::string& name) {
    rows_.put(change_set_space, part_key(stack, name), std::nullopt);
    rows_.stage();
    stack.change_sets.erase(name);
}

void Stacks::add_event(StackRecord& stack, StackEvent event) {
    // Clients go by later times.
    event.timestamp = std::chrono::floor<std::chrono::milliseconds>(context_.calendar());
    if (!stack.events.empty() && event.timestamp <= stack.events.back().timestamp)
        event.timestamp = stack.events.back().timestamp + std::chrono::milliseconds(1);
    event.stack_id = stack.id();
    event.stack_name = stack.name();
    if (stack.events.size() >= most_events) {
        rows_.put(event_space, event_key(stack, stack.events.front()), std::nullopt);
        stack.events.erase(stack.events.begin());
    }
    if (rows_.are_kept() && by_id_.contains(stack.id())) {
        rows_.put(event_space, event_key(stack, event), aws::row_of(event));
        rows_.stage();
    }
    stack.events.push_back(std::move(event));
}

void Stacks::reset(std::string_view account) {
    std::vector<StackRef> gone = all();
    for (const StackRef& each : gone) {
        if (account.empty() || each->place.account == account) remove(*each);
    }
}

}  // namespace wt::cloudformation
