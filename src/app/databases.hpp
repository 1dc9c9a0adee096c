#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "front/loop.hpp"
#include "postgres/cluster.hpp"
#include "stack/architecture.hpp"
#include "storage/rds/engine.hpp"

namespace wt::app {

/// The PostgreSQL servers that an architecture's databases ask for: started here, or those whose url it gives. Stops
/// what it started when destroyed.
class Databases {
public:
    /// Starts them, and waits until they take connections. Throws std::runtime_error with a full sentence, or
    /// servers::Interrupted when `interrupted` says so.
    explicit Databases(const stack::Architecture& architecture, const std::function<bool()>& interrupted);

    /// libpq's address of a component's server; `member` as in rds::Engines.
    [[nodiscard]] const std::string& url(const std::string& component, std::uint64_t member) const;
    [[nodiscard]] std::size_t sessions(const std::string& component) const { return sessions_.at(component); }

private:
    std::vector<std::unique_ptr<postgres::Cluster>> clusters_;
    std::map<std::pair<std::string, std::uint64_t>, std::string> urls_;
    std::map<std::string, std::size_t> sessions_;
};

/// Connects to them on a run's loop. Both must outlive it and the engines that it opens.
class DatabaseEngines final : public rds::Engines {
public:
    DatabaseEngines(const Databases& databases, front::Loop& loop) : databases_(databases), loop_(loop) {}
    [[nodiscard]] std::unique_ptr<rds::Engine> open(std::string_view component, std::uint64_t member) override;

private:
    const Databases& databases_;
    front::Loop& loop_;
};

}  // namespace wt::app
