#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cloudformation/language/read.hpp"

namespace wt::cloudformation {

using language::OrderedJson;

/// One call of a service's operation. `with` is its input as a template in the language of fill.hpp.
struct Step {
    std::string service;
    std::string operation;
    OrderedJson with;
    OrderedJson when;       // null: always; else only where that is something
    OrderedJson unless;     // null: never left out
    OrderedJson each;       // null: once; else once for each element, which is `$each`
    std::string save;       // the answer is `$SAVE` from then on
    bool optional = false;  // an error does not matter
};

/// What some properties do beside the rest: set when they come or change, taken away when they go.
struct Part {
    std::vector<std::string> of;  // the first is what is there or not
    std::vector<Step> put;
    std::vector<Step> drop;
    bool each = false;       // `of[0]` is a list: its elements come and go one by one
    std::string by;          // of an element: what tells it from others; empty: all of it
    bool at_delete = false;  // dropped before the resource is deleted
    bool in_create = false;  // creation does it already
    std::string stays;       // not empty: elements may come, and this is why none may change or go
};

/// How a type of resources becomes operations of a service. A row of type_texts.hpp.
struct ResourceType {
    std::string name;
    std::string name_property;  // empty: it has no name of its own
    std::size_t longest_name = 255;
    bool lower_case = false;
    std::vector<std::string> replaces;  // properties whose change makes a new one
    bool always_replaces = false;       // any change does
    std::vector<std::string> fixed;     // properties whose change is refused
    std::vector<Step> create;
    std::vector<Step> update;  // what changed is no part's
    std::vector<Step> remove;
    std::vector<Step> read;  // whose last answer is `$read`
    /// What else is asked to see how it is now; and where a property stands then, when not under its own name.
    std::vector<Step> look;
    OrderedJson there;  // what is something where it is there; null: the steps fail where it is not
    OrderedJson actual = OrderedJson::object();
    std::vector<std::string> unseen;  // properties that nothing tells: they never drift
    std::vector<std::string>
        identifier;   // properties that name one to be imported; the last is its id. Empty: its name
    OrderedJson id;   // null: `$name`
    OrderedJson ref;  // null: the id
    OrderedJson attributes = OrderedJson::object();
    OrderedJson ready_path;  // null: it is ready at once
    std::vector<std::string> ready_when;
    std::vector<std::string> failed_when;
    std::vector<Part> parts;
    std::set<std::string, std::less<>> mentioned;  // properties that the row uses by name
    /// Of those that it uses in parts alone ("$Settings.Colour"): which parts.
    std::map<std::string, std::set<std::string>, std::less<>> partly;
    std::set<std::string, std::less<>> wholly;  // the others
    bool named_capability = false;              // a name of the user's own needs CAPABILITY_NAMED_IAM
    bool iam_capability = false;
    std::string tags;               // the property with its tags; empty: it has none
    bool map_tags = false;          // they are a map, and no list
    bool system_tags = true;        // CloudFormation adds its own to them
    bool takes_snapshots = false;   // before it is deleted, where the template wants that
    bool usual_snapshot = false;    // also where the template says nothing of it,
    OrderedJson no_usual_snapshot;  // unless this is something

    [[nodiscard]] bool changes_need_new(const std::string& property) const;
    /// What names one that is to be imported; empty: none of this type can be.
    [[nodiscard]] std::vector<std::string> identifiers() const;
    /// Whether it can be seen how one is now.
    [[nodiscard]] bool can_be_seen() const { return !read.empty() || !look.empty(); }
    /// Whether it is another one without this property.
    [[nodiscard]] bool going_needs_new(const std::string& property) const;
};

/// All types that are made by operations of services.
class ResourceTypes {
public:
    ResourceTypes();
    /// Null: there is none of that name.
    [[nodiscard]] const ResourceType* find(std::string_view name) const;
    [[nodiscard]] const std::map<std::string, ResourceType, std::less<>>& all() const { return all_; }

private:
    std::map<std::string, ResourceType, std::less<>> all_;
};

}  // namespace wt::cloudformation
