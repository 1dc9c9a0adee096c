#include "edge/waf/threats.hpp"

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <re2/re2.h>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "edge/waf/injection.hpp"
#include "edge/waf/text_transformation.hpp"
#include "edge/waf/word_search.hpp"

namespace wt::edge::waf {

namespace {

/// Kinds of characters, a bit each.
enum Sign : std::uint8_t { word = 1, digit = 2, dot = 4, slash = 8, colon = 16, markup = 32, dash = 64, other = 128 };

constexpr std::array<std::uint8_t, 256> signs = [] {
    std::array<std::uint8_t, 256> table{};
    for (std::size_t c = 0; c < table.size(); ++c) {
        const char character = static_cast<char>(c);
        table[c] = c < 128 && is_word_character(character) ? word : other;
        if (c < 128 && is_digit(character)) table[c] |= digit;
    }
    table['.'] = dot;
    table['/'] = slash;
    table[':'] = colon;
    table['<'] = table['='] = markup;
    table['-'] = dash;
    return table;
}();

[[nodiscard]] std::uint8_t signs_of(std::string_view text) {
    std::uint8_t seen = 0;
    for (const char c : text) seen |= signs[static_cast<unsigned char>(c)];
    return seen;
}

/// A threat, words of which its pattern cannot do without one (in lower case, four characters and more), and the
/// pattern, without case.
struct Signature {
    Threat threat;
    std::vector<std::string_view> words;
    const char* pattern;
};

const std::vector<Signature>& signatures() {
    static const std::vector<Signature> all{
        {Threat::sqli_extended,
         {"select", "union", "insert", "drop", "delete", "update", "alter", "truncate", "exec", "sleep", "benchmark",
          "waitfor", "information_schema", "xp_cmdshell", "load_file", "outfile", "dumpfile", "extractvalue"},
         R"(\bunion\s+(?:all\s+|distinct\s+)?\(?\s*select\b)"
         R"(|;\s*(?:drop|alter|truncate)\s+(?:table|database|schema)\b|;\s*(?:insert\s+into|delete\s+from)\s+\w)"
         R"(|;\s*update\s+\w+\s+set\s)"
         R"(|\b(?:and|or|select|,|;|\|\|)\s*\(?\s*(?:pg_)?sleep\s*\(\s*\d|\bbenchmark\s*\(\s*\d+\s*,)"
         R"(|\bwaitfor\s+delay\s+['"]|\binformation_schema\s*\.\s*\w|\bxp_cmdshell\b|\bload_file\s*\(\s*['"0(])"
         R"(|\binto\s+(?:out|dump)file\b|\bextractvalue\s*\(\s*\d)"},
        {Threat::metadata,
         {"169.254", "meta-data", "user-data", "instance-data", "fd00:ec2", "0xa9fea9fe", "2852039166"},
         R"(169\.254\.169\.254|169\.254\.170\.2\b|fd00:ec2::254|\binstance-data(?:\.ec2\.internal)?/)"
         R"(|/latest/(?:meta-data|user-data)|//0xa9fea9fe\b|//2852039166\b)"},
        {Threat::local_file,
         {"../.", "..\\.", "/etc/", "\\windows", "/windows", "boot.ini"},
         R"((?:\.\.[/\\]){2}|/etc/(?:passwd|shadow|group|hosts|issue)\b|[a-z]:[/\\]+(?:windows[/\\]|boot\.ini))"},
        {Threat::remote_file, {"http", "ftp:", "ftps", "file"}, R"((?:https?|ftps?|file)://(?:\d{1,3}\.){3}\d{1,3}\b)"},
        {Threat::extension,
         {".asa", ".bak", ".backup", ".bat", ".cfg", ".cmd", ".conf", ".dll", ".htr", ".ida", ".idc", ".idq",
          ".inc", ".ini", ".lnk",    ".log", ".mdb", ".old", ".pwd",  ".rdb", ".sql", ".swp", ".sys", ".vbs"},
         R"(\.(?:asa|bak|backup|bat|cfg|cmd|conf|config|dll|htr|ida|idc|idq|inc|ini|lnk|log|mdb|old|pwd|rdb|sql|swp|sys|)"
         R"(vbs)(?:$|[/;\x00]))"},
        {Threat::log4j,
         {"jndi", "${${", "${lower", "${upper"},
         R"(\$\{\s*jndi\s*:|\$\{(?:[jndi]|\$\{[^{}]{0,40}\}){4,24}\s*:)"},
        {Threat::java,
         {"java.lang", "getruntime", "classloader", "ro0ab", "routing-expression"},
         R"(\bjava\.lang\.(?:runtime|processbuilder)\b|\bgetruntime\s*\(\s*\)\s*\.\s*exec\b|\bclass\.module\.classloader\b)"
         R"(|(?-i:\brO0AB)|\bspring\.cloud\.function\.routing-expression\b)"},
        {Threat::react, {"__proto__", "constructor"}, R"(\$[0-9a-z@]{1,6}:(?:__proto__|constructor)\b)"},
        {Threat::exploitable_path,
         {"web-inf", "meta-inf", "/.git", "/.env", "/.aws", "/.ssh", "/.svn", "/.ht", "wp-config", "/.ds_store"},
         R"(/(?:web|meta)-inf\b|/\.git(?:/|$)|/\.env(?:$|[./])|/\.(?:aws|ssh|svn)/|/\.ht(?:access|passwd)\b)"
         R"(|/wp-config\.php\b|/\.ds_store\b)"},
        {Threat::admin_path,
         {"sqlmanager", "myadmin", "adminer", "sqladmin", "mysql-admin", "mysqladmin", "phppgadmin", "webadmin",
          "manager/html", "host-manager"},
         R"(/(?:sqlmanager|php-?myadmin|myadmin|adminer(?:\.php)?|sqladmin|mysql-?admin|phppgadmin|webadmin|manager/html)"
         R"(|host-manager)(?:$|[/.?]))"},
        {Threat::linux_file,
         {"/proc/", "/etc/", "/var/log", "/dev/", "bash_history", "/root/"},
         R"(/proc/(?:version|self|cpuinfo|net|\d+)\b|/etc/(?:passwd|shadow|group|hosts|issue|crontab|ssh)\b|/var/log/)"
         R"(|/dev/(?:tcp|udp|shm)/|\.bash_history\b|/root/\.)"},
        {Threat::unix_shell,
         {"echo", "$path", "$home", "$shell", "$user", "$ifs", "${ifs", "/bin/", "/dev/tcp", "whoami", "uname",
          "wget", "curl",  "bash",  "chmod",  "ping",  "cat ", "rm -",  "ls -",  "nc -",     "$(id",   "`id`"},
         R"(\becho\s+\$\w|\$\{?(?:path|home|shell|user|ifs)\b|/bin/(?:ba|z|da|k|c)?sh\b|/dev/tcp/)"
         R"(|(?:[;|&`]|\$\()\s*(?:whoami|uname|id)\b\s*(?:$|[;|&`)]|-[a-z]))"
         R"(|(?:[;|&`]|\$\()\s*(?:cat|ls|rm|nc|ping|wget|curl|chmod|bash)\s+[-/.~\d]|(?:[;|]|\$\()\s*(?:wget|curl)\s+https?:)"},
        {Threat::windows_shell,
         {"nslookup", "cmd.exe", ";cmd", "|cmd", "&cmd", "; cmd", "| cmd", "& cmd", "net user", "ipconfig",
          "systeminfo", "tasklist"},
         R"([;&|]\s?(?:nslookup|net\s+user|ipconfig|systeminfo|tasklist|cmd(?:\.exe)?)\b|\bcmd\.exe\s*/[ck]\b)"
         R"(|[/\\]system32[/\\]cmd\.exe)"},
        {Threat::power_shell,
         {"invoke-", "powershell", "iex(", "iex (", "frombase64string", "net.webclient"},
         R"(\binvoke-(?:expression|webrequest|restmethod|command)\b|\bpowershell(?:\.exe)?\s+-|\biex\s*\()"
         R"(|::frombase64string\b|\bnet\.webclient\b)"},
        {Threat::php,
         {"fsockopen", "shell_exec", "passthru", "proc_open", "popen", "phpinfo", "call_user_func", "base64_decode",
          "$_get", "$_post", "$_cookie", "$_request", "$_server", "$_files", "$_session", "<?php", "php://",
          "expect://", "data://"},
         R"(\b(?:fsockopen|shell_exec|passthru|proc_open|popen|phpinfo|call_user_func(?:_array)?|base64_decode)\s*\()"
         R"(|\$_(?:get|post|cookie|request|server|files|session)\b|<\?php\b|php://(?:input|filter)|expect://|data://text)"},
        {Threat::wordpress_command, {"do-reset-wordpress"}, R"(do-reset-wordpress)"},
        {Threat::wordpress_path,
         {"xmlrpc.php", "wp-config"},
         R"(/xmlrpc\.php\b|/wp-config(?:\.php|\.bak|\.txt|\.old)?)"},
    };
    return all;
}

/// One for each threat that has a pattern.
class Patterns {
public:
    Patterns() {
        RE2::Options options(RE2::Latin1);
        options.set_case_sensitive(false);
        options.set_never_capture(true);
        options.set_dot_nl(true);
        options.set_log_errors(false);
        for (const Signature& one : signatures()) {
            auto& made = patterns_[static_cast<std::size_t>(one.threat)];
            made = std::make_unique<RE2>(one.pattern, options);
            WT_ASSERT(made->ok());
        }
    }
    [[nodiscard]] bool match(Threat which, std::string_view text) const {
        const auto& pattern = patterns_[static_cast<std::size_t>(which)];
        return pattern != nullptr && RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *pattern);
    }

private:
    std::array<std::unique_ptr<RE2>, static_cast<std::size_t>(Threat::none)> patterns_;
};

[[nodiscard]] const WordSearch& words_of_threats() {
    static const WordSearch search = [] {
        std::vector<std::pair<std::string, std::uint32_t>> words;
        for (const Signature& one : signatures()) {
            for (const std::string_view said : one.words) words.emplace_back(said, threat_bit(one.threat));
        }
        return WordSearch(std::move(words));
    }();
    return search;
}

}  // namespace

Threats reminds_of(std::string_view text) { return words_of_threats().marks_in(text); }

Threats may_be(std::string_view text) {
    const std::uint8_t seen = signs_of(text);
    if ((seen & ~(word | digit)) == 0) return 0;
    Threats set = threat_bit(Threat::sqli) | reminds_of(text);
    if ((seen & markup) != 0) set |= threat_bit(Threat::xss);
    return set;
}

bool is_threat(Threat which, std::string_view text) {
    static const Patterns patterns;
    switch (which) {
        case Threat::sqli: return is_sqli(text, SqliMatch::Sensitivity::low);
        case Threat::xss: return is_xss(text);
        case Threat::sqli_extended:
            // Comments stand for blanks in SQL.
            if (text.find("/*") == std::string_view::npos) return patterns.match(which, text);
            return patterns.match(which, transformed(Transformation::replace_comments, text));
        case Threat::none: return false;
        default: return patterns.match(which, text);
    }
}

bool is_plain_path(std::string_view text) { return (signs_of(text) & ~(word | digit | slash | dash)) == 0; }

}  // namespace wt::edge::waf
