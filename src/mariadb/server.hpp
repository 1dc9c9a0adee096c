#pragma once
#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "mariadb/connection.hpp"
#include "mariadb/installation.hpp"
#include "servers/database_server.hpp"

namespace wt::mariadb {

/// A MariaDB server with data of its own. Replicas read their source's binary log from a global transaction id on.
/// Copies are made of its files while the server stands still, as a snapshot of a volume is: it wakes up, clients wait
/// as long as copying takes, and the copy recovers as after a crash. Its end at this program's is SIGKILL, which loses
/// nothing that was committed.
class Server final : public servers::DatabaseServer {
public:
    /// The superuser in `sockets` is rdsadmin.
    Server(Installation programs, std::string folder, std::string sockets);
    ~Server() override;

    void bring(const servers::DatabaseSettings& settings) override;
    void stop() override;
    void back_up(const std::string& to) override;
    void archive_now() override { (void)link_logs(); }
    void back_up_history() override;
    [[nodiscard]] std::optional<Numbers> numbers() override;

private:
    static constexpr std::string_view superuser = "rdsadmin";
    enum class Clients : std::uint8_t { all, none };
    [[nodiscard]] std::string socket() const { return sockets() + "/socket"; }
    [[nodiscard]] Connection connect() const;
    void make(const servers::DatabaseSettings& settings);
    /// Does `work` while nothing changes in the data folder; from any thread, whose server is `whose`.
    void stand_still(const Server& whose, const std::function<void()>& work);
    void write_settings(const servers::DatabaseSettings& settings, Clients clients) const;
    void write_accounts(const servers::DatabaseSettings& settings) const;
    void apply_settings(const servers::DatabaseSettings& settings);
    void begin(const servers::DatabaseSettings& settings, Clients clients = Clients::all);
    void follow(const servers::DatabaseSettings& settings);
    /// Whether it gets and does what its source writes, soon.
    [[nodiscard]] bool follows();
    [[nodiscard]] bool is_replica() const;
    void promote();
    void set_up(const servers::DatabaseSettings& settings);

    // history.cpp
    [[nodiscard]] Instant now() const;
    /// With a backup, where there is none yet that its logs go on from, or the last one is of another day.
    void begin_history();
    /// Its binary logs are also its last backup's, whatever becomes of them here; false: they do not go on from there.
    [[nodiscard]] bool link_logs() const;
    /// A file that is there while its data is not yet what it is to be.
    [[nodiscard]] std::string recovering() const { return folder() + "/recovering"; }
    /// Does what another's history has since the backup that it began with: all that was before the second it is to end
    /// in.
    void recover(const servers::DatabaseSettings& settings);

    Installation programs_;
    std::uint16_t port_ = 0;                     // of the server that runs
    std::map<std::string, std::string> values_;  // that it has been given
    std::mutex standing_;                        // of what follows, and held while it starts, stops or stands still
    pid_t id_ = 0;
};

}  // namespace wt::mariadb
