// The managed groups and their rules, in the order in which AWS lists them.
#include "edge/waf/managed_groups.hpp"

#include <string>

#include "base/assert.hpp"

namespace wt::edge::waf {

namespace {

constexpr ManagedRule core_rules[] = {
    {"NoUserAgent_HEADER", "NoUserAgent_Header"},
    {"UserAgent_BadBots_HEADER", "BadBots_Header"},
    {"SizeRestrictions_QUERYSTRING", "SizeRestrictions_QueryString"},
    {"SizeRestrictions_Cookie_HEADER", "SizeRestrictions_Cookie_Header"},
    {"SizeRestrictions_BODY", "SizeRestrictions_Body"},
    {"SizeRestrictions_URIPATH", "SizeRestrictions_URIPath"},
    {"EC2MetaDataSSRF_BODY", "EC2MetaDataSSRF_Body", Threat::metadata, Place::body},
    {"EC2MetaDataSSRF_COOKIE", "EC2MetaDataSSRF_Cookie", Threat::metadata, Place::cookies},
    {"EC2MetaDataSSRF_URIPATH", "EC2MetaDataSSRF_URIPath", Threat::metadata, Place::path},
    {"EC2MetaDataSSRF_QUERYARGUMENTS", "EC2MetaDataSSRF_QueryArguments", Threat::metadata, Place::arguments},
    {"GenericLFI_QUERYARGUMENTS", "GenericLFI_QueryArguments", Threat::local_file, Place::arguments},
    {"GenericLFI_URIPATH", "GenericLFI_URIPath", Threat::local_file, Place::path},
    {"GenericLFI_BODY", "GenericLFI_Body", Threat::local_file, Place::body},
    {"RestrictedExtensions_URIPATH", "RestrictedExtensions_URIPath", Threat::extension, Place::path},
    {"RestrictedExtensions_QUERYARGUMENTS", "RestrictedExtensions_QueryArguments", Threat::extension, Place::arguments},
    {"GenericRFI_QUERYARGUMENTS", "GenericRFI_QueryArguments", Threat::remote_file, Place::arguments},
    {"GenericRFI_BODY", "GenericRFI_Body", Threat::remote_file, Place::body},
    {"GenericRFI_URIPATH", "GenericRFI_URIPath", Threat::remote_file, Place::path},
    {"CrossSiteScripting_COOKIE", "CrossSiteScripting_Cookie", Threat::xss, Place::cookies},
    {"CrossSiteScripting_QUERYARGUMENTS", "CrossSiteScripting_QueryArguments", Threat::xss, Place::arguments},
    {"CrossSiteScripting_BODY", "CrossSiteScripting_Body", Threat::xss, Place::body},
    {"CrossSiteScripting_URIPATH", "CrossSiteScripting_URIPath", Threat::xss, Place::path},
};
constexpr ManagedRule admin_rules[] = {
    {"AdminProtection_URIPATH", "AdminProtection_URIPath", Threat::admin_path, Place::path},
};
constexpr ManagedRule known_bad_rules[] = {
    {"JavaDeserializationRCE_HEADER", "JavaDeserializationRCE_Header", Threat::java, Place::headers},
    {"JavaDeserializationRCE_BODY", "JavaDeserializationRCE_Body", Threat::java, Place::body},
    {"JavaDeserializationRCE_URIPATH", "JavaDeserializationRCE_URIPath", Threat::java, Place::path},
    {"JavaDeserializationRCE_QUERYSTRING", "JavaDeserializationRCE_QueryString", Threat::java, Place::query},
    {"Host_localhost_HEADER", "Host_Localhost_Header"},
    {"PROPFIND_METHOD", "Propfind_Method"},
    {"ExploitablePaths_URIPATH", "ExploitablePaths_URIPath", Threat::exploitable_path, Place::path},
    {"Log4JRCE_HEADER", "Log4JRCE_Header", Threat::log4j, Place::headers},
    {"Log4JRCE_QUERYSTRING", "Log4JRCE_QueryString", Threat::log4j, Place::query},
    {"Log4JRCE_BODY", "Log4JRCE_Body", Threat::log4j, Place::body},
    {"Log4JRCE_URIPATH", "Log4JRCE_URIPath", Threat::log4j, Place::path},
    {"ReactJSRCE_BODY", "ReactJSRCE_Body", Threat::react, Place::body},
};
constexpr ManagedRule sqli_rules[] = {
    {"SQLi_QUERYARGUMENTS", "SQLi_QueryArguments", Threat::sqli, Place::arguments},
    {"SQLiExtendedPatterns_QUERYARGUMENTS", "SQLiExtendedPatterns_QueryArguments", Threat::sqli_extended,
     Place::arguments},
    {"SQLi_BODY", "SQLi_Body", Threat::sqli, Place::body},
    {"SQLiExtendedPatterns_BODY", "SQLiExtendedPatterns_Body", Threat::sqli_extended, Place::body},
    {"SQLiExtendedPatterns_HEADER", "SQLiExtendedPatterns_Header", Threat::sqli_extended, Place::headers},
    {"SQLiExtendedPatterns_URIPATH", "SQLiExtendedPatterns_UriPath", Threat::sqli_extended, Place::path},
    {"SQLi_COOKIE", "SQLi_Cookie", Threat::sqli, Place::cookies},
    {"SQLi_URIPATH", "SQLi_URIPath", Threat::sqli, Place::path},
};
constexpr ManagedRule linux_rules[] = {
    {"LFI_URIPATH", "LFI_URIPath", Threat::linux_file, Place::path},
    {"LFI_QUERYSTRING", "LFI_QueryString", Threat::linux_file, Place::query},
    {"LFI_HEADER", "LFI_Header", Threat::linux_file, Place::headers},
};
constexpr ManagedRule posix_rules[] = {
    {"UNIXShellCommandsVariables_QUERYSTRING", "UNIXShellCommandsVariables_QueryString", Threat::unix_shell,
     Place::query},
    {"UNIXShellCommandsVariables_BODY", "UNIXShellCommandsVariables_Body", Threat::unix_shell, Place::body},
    {"UNIXShellCommandsVariables_HEADER", "UNIXShellCommandsVariables_Header", Threat::unix_shell, Place::headers},
};
constexpr ManagedRule windows_rules[] = {
    {"WindowsShellCommands_HEADER", "WindowsShellCommands_Header", Threat::windows_shell, Place::headers},
    {"WindowsShellCommands_QUERYARGUMENTS", "WindowsShellCommands_QueryArguments", Threat::windows_shell,
     Place::arguments},
    {"WindowsShellCommands_QUERYSTRING", "WindowsShellCommands_QueryString", Threat::windows_shell, Place::query},
    {"WindowsShellCommands_URIPATH", "WindowsShellCommands_UriPath", Threat::windows_shell, Place::path},
    {"WindowsShellCommands_BODY", "WindowsShellCommands_Body", Threat::windows_shell, Place::body},
    {"PowerShellCommands_COOKIE", "PowerShellCommands_Cookie", Threat::power_shell, Place::cookies},
    {"PowerShellCommands_QUERYARGUMENTS", "PowerShellCommands_QueryArguments", Threat::power_shell, Place::arguments},
    {"PowerShellCommands_BODY", "PowerShellCommands_Body", Threat::power_shell, Place::body},
};
constexpr ManagedRule php_rules[] = {
    {"PHPHighRiskMethodsVariables_HEADER", "PHPHighRiskMethodsVariables_Header", Threat::php, Place::headers},
    {"PHPHighRiskMethodsVariables_QUERYSTRING", "PHPHighRiskMethodsVariables_QueryString", Threat::php, Place::query},
    {"PHPHighRiskMethodsVariables_BODY", "PHPHighRiskMethodsVariables_Body", Threat::php, Place::body},
    {"PHPHighRiskMethodsVariables_URIPATH", "PHPHighRiskMethodsVariables_URIPath", Threat::php, Place::path},
};
constexpr ManagedRule wordpress_rules[] = {
    {"WordPressExploitableCommands_QUERYSTRING", "WordPressExploitableCommands_QUERYSTRING", Threat::wordpress_command,
     Place::query},
    {"WordPressExploitablePaths_URIPATH", "WordPressExploitablePaths_URIPATH", Threat::wordpress_path, Place::path},
};
constexpr ManagedRule ip_reputation_rules[] = {
    {"AWSManagedIPReputationList", "AWSManagedIPReputationList"},
    {"AWSManagedReconnaissanceList", "AWSManagedReconnaissanceList", Threat::none, Place::path, Action::block, false},
    {"AWSManagedIPDDoSList", "AWSManagedIPDDoSList", Threat::none, Place::path, Action::count, false},
};
constexpr ManagedRule anonymous_ip_rules[] = {
    {"AnonymousIPList", "AnonymousIPList"},
    {"HostingProviderIPList", "HostingProviderIPList", Threat::none, Place::path, Action::block, false},
};
constexpr ManagedRule bot_rules[] = {
    {"CategoryAdvertising", "CategoryAdvertising"},
    {"CategoryArchiver", "CategoryArchiver"},
    {"CategoryContentFetcher", "CategoryContentFetcher"},
    {"CategoryEmailClient", "CategoryEmailClient"},
    {"CategoryHttpLibrary", "CategoryHttpLibrary"},
    {"CategoryLinkChecker", "CategoryLinkChecker"},
    {"CategoryMiscellaneous", "CategoryMiscellaneous"},
    {"CategoryMonitoring", "CategoryMonitoring"},
    {"CategoryPagePreview", "CategoryPagePreview"},
    {"CategoryScrapingFramework", "CategoryScrapingFramework"},
    {"CategorySearchEngine", "CategorySearchEngine"},
    {"CategorySecurity", "CategorySecurity"},
    {"CategorySeo", "CategorySeo"},
    {"CategorySocialMedia", "CategorySocialMedia"},
    {"CategoryWebhooks", "CategoryWebhooks"},
    {"CategoryAI", "CategoryAI"},
    {"SignalAutomatedBrowser", "SignalAutomatedBrowser"},
    {"SignalKnownBotDataCenter", "SignalKnownBotDataCenter", Threat::none, Place::path, Action::block, false},
    {"SignalNonBrowserUserAgent", "SignalNonBrowserUserAgent"},
    {"TGT_VolumetricIpTokenAbsent", "TGT_VolumetricIpTokenAbsent", Threat::none, Place::path, Action::challenge, false},
    {"TGT_TokenAbsent", "TGT_TokenAbsent", Threat::none, Place::path, Action::count, false},
    {"TGT_VolumetricSession", "TGT_VolumetricSession", Threat::none, Place::path, Action::captcha, false},
    {"TGT_VolumetricSessionMaximum", "TGT_VolumetricSessionMaximum", Threat::none, Place::path, Action::block, false},
    {"TGT_SignalAutomatedBrowser", "TGT_SignalAutomatedBrowser", Threat::none, Place::path, Action::captcha, false},
    {"TGT_SignalBrowserAutomationExtension", "TGT_SignalBrowserAutomationExtension", Threat::none, Place::path,
     Action::captcha, false},
    {"TGT_SignalBrowserInconsistency", "TGT_SignalBrowserInconsistency", Threat::none, Place::path, Action::captcha,
     false},
    {"TGT_ML_CoordinatedActivityLow", "TGT_ML_CoordinatedActivityLow", Threat::none, Place::path, Action::challenge,
     false},
    {"TGT_ML_CoordinatedActivityMedium", "TGT_ML_CoordinatedActivityMedium", Threat::none, Place::path, Action::captcha,
     false},
    {"TGT_ML_CoordinatedActivityHigh", "TGT_ML_CoordinatedActivityHigh", Threat::none, Place::path, Action::captcha,
     false},
    {"TGT_TokenReuseIpLow", "TGT_TokenReuseIpLow", Threat::none, Place::path, Action::count, false},
    {"TGT_TokenReuseIpMedium", "TGT_TokenReuseIpMedium", Threat::none, Place::path, Action::captcha, false},
    {"TGT_TokenReuseIpHigh", "TGT_TokenReuseIpHigh", Threat::none, Place::path, Action::block, false},
    {"TGT_TokenReuseCountryLow", "TGT_TokenReuseCountryLow", Threat::none, Place::path, Action::count, false},
    {"TGT_TokenReuseCountryMedium", "TGT_TokenReuseCountryMedium", Threat::none, Place::path, Action::captcha, false},
    {"TGT_TokenReuseCountryHigh", "TGT_TokenReuseCountryHigh", Threat::none, Place::path, Action::block, false},
    {"TGT_TokenReuseAsnLow", "TGT_TokenReuseAsnLow", Threat::none, Place::path, Action::count, false},
    {"TGT_TokenReuseAsnMedium", "TGT_TokenReuseAsnMedium", Threat::none, Place::path, Action::captcha, false},
    {"TGT_TokenReuseAsnHigh", "TGT_TokenReuseAsnHigh", Threat::none, Place::path, Action::block, false},
};
constexpr ManagedRule xss_rules[] = {
    {"CrossSiteScripting_COOKIE", "CrossSiteScripting_Cookie", Threat::xss, Place::cookies},
    {"CrossSiteScripting_QUERYARGUMENTS", "CrossSiteScripting_QueryArguments", Threat::xss, Place::arguments},
    {"CrossSiteScripting_BODY", "CrossSiteScripting_Body", Threat::xss, Place::body},
    {"CrossSiteScripting_URIPATH", "CrossSiteScripting_URIPath", Threat::xss, Place::path},
};
constexpr ManagedRule owasp_rules[] = {
    {"OWASP_Scanner", "OWASP_Scanner"}, {"OWASP_Protocol", "OWASP_Protocol"},
    {"OWASP_LFI", "OWASP_LFI"},         {"OWASP_RFI", "OWASP_RFI"},
    {"OWASP_RCE", "OWASP_RCE"},         {"OWASP_PHP", "OWASP_PHP"},
    {"OWASP_NodeJS", "OWASP_NodeJS"},   {"OWASP_XSS", "OWASP_XSS"},
    {"OWASP_SQLi", "OWASP_SQLi"},       {"OWASP_Session", "OWASP_Session"},
    {"OWASP_Java", "OWASP_Java"},       {"OWASP_CoreRuleSet", "OWASP_CoreRuleSet"},
};

constexpr ManagedGroupInfo groups[] = {
    {ManagedGroup::Name::core, "core", "AWS", "AWSManagedRulesCommonRuleSet", "core-rule-set", 700, true,
     "Rules that suit most web applications: size limits, path traversal, remote files, EC2 metadata, scripts.",
     core_rules},
    {ManagedGroup::Name::admin_protection, "admin-protection", "AWS", "AWSManagedRulesAdminProtectionRuleSet",
     "admin-protection", 100, true, "Pages of administration that nobody outside should reach.", admin_rules},
    {ManagedGroup::Name::known_bad_inputs, "known-bad-inputs", "AWS", "AWSManagedRulesKnownBadInputsRuleSet",
     "known-bad-inputs", 200, true, "Patterns that are known to be invalid, and go with exploits of known weaknesses.",
     known_bad_rules},
    {ManagedGroup::Name::sqli, "sqli", "AWS", "AWSManagedRulesSQLiRuleSet", "sql-database", 200, true, "SQL injection.",
     sqli_rules},
    {ManagedGroup::Name::linux_os, "linux-os", "AWS", "AWSManagedRulesLinuxRuleSet", "linux-os", 200, true,
     "Files of Linux that requests should not reach.", linux_rules},
    {ManagedGroup::Name::posix_os, "posix-os", "AWS", "AWSManagedRulesUnixRuleSet", "posix-os", 100, true,
     "Commands and variables of POSIX shells.", posix_rules},
    {ManagedGroup::Name::windows_os, "windows-os", "AWS", "AWSManagedRulesWindowsRuleSet", "windows-os", 200, true,
     "Commands of Windows and PowerShell.", windows_rules},
    {ManagedGroup::Name::php, "php", "AWS", "AWSManagedRulesPHPRuleSet", "php-app", 100, true,
     "Functions and variables of PHP that exploits use.", php_rules},
    {ManagedGroup::Name::wordpress, "wordpress", "AWS", "AWSManagedRulesWordPressRuleSet", "wordpress-app", 100, true,
     "Exploits of WordPress.", wordpress_rules},
    {ManagedGroup::Name::ip_reputation, "ip-reputation", "AWS", "AWSManagedRulesAmazonIpReputationList",
     "amazon-ip-list", 25, false, "Addresses with a bad name.", ip_reputation_rules},
    {ManagedGroup::Name::anonymous_ip, "anonymous-ip", "AWS", "AWSManagedRulesAnonymousIpList", "anonymous-ip-list", 50,
     false, "Addresses that hide who uses them.", anonymous_ip_rules},
    {ManagedGroup::Name::bot_control, "bot-control", "AWS", "AWSManagedRulesBotControlRuleSet", "bot-control", 50, true,
     "Bots, by what they call themselves.", bot_rules},
    {ManagedGroup::Name::xss, "xss", "Windtunnel", "CrossSiteScripting", "core-rule-set", 40, false,
     "The rules against scripts of the core rule set, alone.", xss_rules},
    {ManagedGroup::Name::owasp, "owasp", "Windtunnel", "OWASPCoreRuleSet", "owasp-core-rule-set", 700, false,
     "The OWASP Core Rule Set, paranoia level 1.", owasp_rules},
};

}  // namespace

std::span<const ManagedGroupInfo> managed_groups() { return groups; }

const ManagedGroupInfo& managed_group(ManagedGroup::Name name) {
    const ManagedGroupInfo& found = groups[static_cast<std::size_t>(name)];
    WT_ASSERT(found.name == name);
    return found;
}

std::string label_prefix(const ManagedGroupInfo& group) {
    // Of what is none of AWS's, the rules against scripts keep the labels that they have in AWS's group.
    const bool own = group.name == ManagedGroup::Name::owasp;
    return std::string("awswaf:managed:") + (own ? "windtunnel" : "aws") + ":" + std::string(group.labels) + ":";
}

}  // namespace wt::edge::waf
