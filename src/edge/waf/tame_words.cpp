#include "edge/waf/tame_words.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

#include "base/ascii.hpp"
#include "edge/waf/core_rule_set.hpp"

namespace wt::edge::waf {

namespace {

/// The lists of words that the rule set's rules of paranoia level 1 read. Two of its lists belong to higher levels.
constexpr const char* files[] = {
    "java-classes.data",
    "lfi-os-files.data",
    "php-config-directives.data",
    "php-function-names-933150.data",
    "php-variables.data",
    "restricted-files.data",
    "restricted-upload.data",
    "scanners-headers.data",
    "scanners-urls.data",
    "scanners-user-agents.data",
    "unix-shell.data",
    "windows-powershell-commands.data",
};

/// What its regular expressions find without any quote, bracket or other sign of an attack: names of databases, numbers
/// at the edge of an integer, names of session cookies, attributes of markup, schemes.
constexpr const char* expressions[] = {
    "information_schema",
    "master..sys",
    "msysaces",
    "mysql.db",
    "northwind",
    "union",
    "pg_catalog",
    "pg_toast",
    "sqlite_master",
    "sqlite_temp_master",
    "sysdatabases",
    "sysobjects",
    "tempdb",
    "database_name",
    "db_name",
    "schema_name",
    "-0000023456",
    "0000012345",
    "0000023456",
    "2147483647",
    "2147483648",
    "2147483649",
    "4294967295",
    "4294967296",
    "2.2250738585072011",
    "2.2.80738585072007",
    "2.2.90738585072007",
    "1e309",
    "aspsessionid",
    "cfid",
    "cfsid",
    "cftoken",
    "jservsession",
    "jsessionid",
    "jwsession",
    "phpsess",
    "session",
    "weblogicsession",
    "connect.sid",
    "formaction",
    "pattern",
    "xhtml",
    "xmlns",
    "xlink",
    "javascript",
    "vbscript",
    "livescript",
    "data:",
    "jar:",
    "mocha:",
    "document",
    "window",
    "innerhtml",
    "parentnode",
    "moz-binding",
    "behavior",
    "binding",
    "expression",
    "@import",
    "fscommand",
    "seeksegmenttime",
    "http:",
    "https:",
    "ftp:",
    "ftps:",
    "file:",
    "phar:",
    "gopher:",
    "dict:",
    "ldap:",
    "jndi:",
    "php:",
    "zlib:",
    "glob:",
    "expect:",
    "input:",
    "filter:",
    "rar:",
    "ogg:",
    "ssh2:",
    "zip:",
    "get-",
    "set-",
    "new-",
    "add-",
    "invoke-",
    "start-",
    "stop-",
    "write-",
    "out-",
    "import-",
    "export-",
    "content-",
    "transfer-",
    "proc/self",
    "etc/",
    "_js_function",
    "runtime",
    "processbuilder",
    "transformer",
    "forclosure",
    "instantiatefactory",
    "xmldecoder",
    "constructor",
    "prototype",
    "require",
    "process.",
    "child_process",
};

/// What may be an attack in company alone, so in a text of several words: SQL, shells.
constexpr const char* sentences[] = {
    "select",   "insert",    "update",       "delete",      "replace",      "create",  "alter",     "drop",
    "truncate", "union",     "having",       "where",       "from",         "into",    "outfile",   "dumpfile",
    "order",    "group",     "limit",        "exec",        "declare",      "waitfor", "benchmark", "sleep",
    "cast",     "convert",   "rename",       "load",        "call",         "merge",   "table",     "database",
    "schema",   "procedure", "between",      "like",        "regexp",       "rlike",   "sounds",    "null",
    "true",     "false",     "current_user", "system_user", "session_user", "version", "case",      "when",
    "then",     "exist",     "defined",      "errorlevel",  "shutdown",     "grant",   "revoke",    "handler",
    "describe", "desc ",     "print",        "match",       "against",      "div ",    " div",      "xor ",
    " xor",     "and ",      " and",         "not ",        " not",         " or ",    "is null",   "http",
    "onload",   "style",     "background",   "url ",        "echo",         "eval",    "include",   "printf",
    "function", "return",    "cmdext",
};

/// The commands of rule 932150, which finds one in front of a space.
constexpr std::string_view commands[] = {
    "GET",          "bash",      "bsdcat",      "bsdiff",     "bsdtar",
    "builtin",      "bzcat",     "bzdiff",      "bzegrep",    "bzfgrep",
    "bzgrep",       "bzless",    "bzmore",      "cc",         "command",
    "coproc",       "csh",       "curl",        "dash",       "diff",
    "dmesg",        "doas",      "echo",        "egrep",      "env",
    "eval",         "exec",      "fetch",       "fgrep",      "filetest",
    "ftpstats",     "ftpwho",    "gcc",         "grep",       "gzcat",
    "gzip",         "head",      "hup",         "irb",        "irb1",
    "irb18",        "irb19",     "irb20",       "irb21",      "irb22",
    "java",         "jobs",      "lastcomm",    "lastlog",    "lastlogin",
    "lessecho",     "lessfile",  "lesspipe",    "lftp",       "lftpget",
    "ls",           "ls-F",      "lsb_release", "lscpu",      "lsmod",
    "lsof",         "lspci",     "lsusb",       "lwp",        "lwp-download",
    "lynx",         "lzcat",     "lzcmp",       "lzdiff",     "lzegrep",
    "lzfgrep",      "lzgrep",    "lzless",      "lzma",       "lzmore",
    "mailq",        "mlocate",   "mysqladmin",  "mysqldump",  "mysqldumpslow",
    "mysqlhotcopy", "mysqlshow", "nc",          "nc.openbsd", "nc.traditional",
    "ncat",         "netcat",    "netkit-ftp",  "netstat",    "nohup",
    "nping",        "nstat",     "onintr",      "perl",       "perl5",
    "pftp",         "pgrep",     "php",         "php5",       "php7",
    "ping",         "pkexec",    "pkill",       "popd",       "printenv",
    "ptar",         "ptardiff",  "ptargrep",    "python",     "python2",
    "python3",      "python3m",  "rcp",         "realpath",   "rename",
    "repeat",       "replace",   "rmdir",       "rmuser",     "rnano",
    "rsync",        "ruby",      "ruby1",       "ruby18",     "ruby19",
    "ruby20",       "ruby21",    "ruby22",      "sched",      "scp",
    "sdiff",        "sed",       "sendmail",    "setenv",     "setsid",
    "sftp",         "sh",        "sh.distrib",  "socat",      "source",
    "ssh",          "strings",   "sudo",        "svn",        "sysctl",
    "tail",         "tailf",     "tar",         "tcping",     "tcptraceroute",
    "tcsh",         "telnet",    "time",        "timeout",    "traceroute",
    "traceroute6",  "uname",     "uncompress",  "unlzma",     "unrar",
    "unset",        "unxz",      "unzip",       "useradd",    "userdel",
    "usermod",      "vigr",      "vipw",        "w3m",        "wget",
    "whoami",       "xargs",     "xz",          "xzcat",      "xzcmp",
    "xzdec",        "xzdiff",    "xzegrep",     "xzfgrep",    "xzgrep",
    "xzless",       "xzmore",    "zcat",        "zcmp",       "zdiff",
    "zegrep",       "zfgrep",    "zgrep",       "zip",        "zless",
    "zmore",        "zrun",      "zsh",
};

[[nodiscard]] std::string in_lower_case(std::string text) {
    for (char& c : text) c = lower(c);
    return text;
}

[[nodiscard]] std::vector<std::string> anywhere() {
    std::vector<std::string> words(std::begin(expressions), std::end(expressions));
    for (const char* file : files) {
        std::ifstream lines(std::string(CoreRuleSet::folder) + "/" + file);
        if (!lines) throw std::runtime_error(std::string("managed:core: the package modsecurity-crs has no ") + file);
        for (std::string line; std::getline(lines, line);) {
            while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r')) line.pop_back();
            if (line.size() >= WordSearch::shortest && line.front() != '#') words.push_back(in_lower_case(line));
        }
    }
    return words;
}

}  // namespace

TameWords::TameWords()
    : anywhere_(anywhere()),
      in_sentences_(std::vector<std::string>(std::begin(sentences), std::end(sentences))),
      behind_digits_({"desc"}) {}

bool TameWords::command_in_front(std::string_view text) {
    const std::string_view first = text.substr(0, text.find(' '));
    return std::any_of(std::begin(commands), std::end(commands),
                       [&](std::string_view command) { return same_ignoring_case(first, command); });
}

}  // namespace wt::edge::waf
