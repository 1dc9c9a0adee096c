#pragma once
#include "scenario/fields.hpp"
#include "scenario/scenario.hpp"

namespace wt::scenario {

/// The rows of a scenario's top level, with everything below but the components' own settings.
[[nodiscard]] const Fields<Scenario>& scenario_fields();
[[nodiscard]] const Fields<Workload>& workload_fields();
[[nodiscard]] std::vector<FieldInfo> fault_infos();

/// Reads a component; none when that cannot even be begun.
[[nodiscard]] std::optional<stack::Component> read_component(const std::string& name, const Value& value,
                                                             stack::Architecture& architecture);
void read_account(const Value& value, lambda::AccountConfig& to);
/// Reads one fault and adds it.
void read_fault(const Value& value, Scenario& to);
[[nodiscard]] const Fields<Replay>& replay_fields();
/// The rows of an entry of the mix.
[[nodiscard]] const Fields<MixEntry>& mix_fields();
/// Reads a map of sessions, and what a row of it has.
void read_sessions(const Value& value, Workload& to);
[[nodiscard]] std::vector<FieldInfo> session_infos();
/// A weight: a share or a plain number above 0.
void read_weight(const Value& value, double& to);
/// "zipf(n=100k, s=0.9)" and the like.
[[nodiscard]] Result<Keys> parse_keys(std::string_view text);
/// "lognormal(p50=3, p99=10)" and the like, whatever stands between the brackets.
[[nodiscard]] bool is_law(std::string_view text);
/// A text, or a choice of some. A law within a text ("max-age=uniform(1, 9)") would be said as it stands: refused.
[[nodiscard]] Result<Choice> parse_texts(std::string_view text);

}  // namespace wt::scenario
