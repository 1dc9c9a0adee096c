# Every dependency comes from the distribution's packages; ./windtunnel names them (see tools/packages).
find_package(Threads REQUIRED)
find_package(Boost 1.81 REQUIRED)  # headers only: Asio, Beast
find_package(SQLite3 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(simdjson REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Catch2 REQUIRED)
find_package(rapidcheck REQUIRED)
find_package(ZLIB REQUIRED)
find_path(XXHASH_INCLUDE_DIR xxhash.h REQUIRED)  # the header alone
find_package(PkgConfig REQUIRED)
pkg_check_modules(BROTLI REQUIRED IMPORTED_TARGET libbrotlienc)
pkg_check_modules(LIBZIP REQUIRED IMPORTED_TARGET libzip)
pkg_check_modules(LIBPQ REQUIRED IMPORTED_TARGET libpq)
pkg_check_modules(NGHTTP2 REQUIRED IMPORTED_TARGET libnghttp2)
pkg_check_modules(MODSECURITY REQUIRED IMPORTED_TARGET modsecurity)
pkg_check_modules(PUGIXML REQUIRED IMPORTED_TARGET pugixml)
pkg_check_modules(XMLSEC REQUIRED IMPORTED_TARGET xmlsec1-openssl)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
find_path(SNAPPY_INCLUDE_DIR snappy.h REQUIRED)  # Debian has no .pc file of it
find_library(SNAPPY_LIBRARY snappy REQUIRED)

# CloudFront Functions run in it. Without it they are made, published and told, and do not run.
pkg_check_modules(MOZJS IMPORTED_TARGET mozjs-102)
if(MOZJS_FOUND)
  set(SPIDERMONKEY PkgConfig::MOZJS)
else()
  message(WARNING "SpiderMonkey is not there: CloudFront Functions will not run, and tests of it are skipped. "
    "Install the package libmozjs-102-dev.")
endif()

# The OWASP Core Rule Set is no library but text, which is read when a web ACL with managed:owasp is made.
if(NOT EXISTS /usr/share/modsecurity-crs/rules/REQUEST-949-BLOCKING-EVALUATION.conf)
  message(WARNING "The OWASP Core Rule Set is not there: scenarios with managed:owasp will not run, and tests of it fail. "
    "Install the package modsecurity-crs.")
endif()
