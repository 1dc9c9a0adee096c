#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace wt::front {

/// Beast's parser for bytes that come in any pieces. Beast 1.81 asserts that at least five bytes follow once it has
/// seen "0\r\n"; where an empty body's only chunk comes byte by byte, four may. No body in chunks is shorter than
/// five bytes, so fewer are kept from it until the first chunk has begun.
template <bool is_request>
class Wire : public boost::beast::http::basic_parser<is_request> {
    using Beast = boost::beast::http::basic_parser<is_request>;

public:
    using error_code = boost::beast::error_code;
    using string_view = boost::beast::string_view;

    /// Parses from the front of `bytes`; returns how many it used. `need_more` is no error.
    std::size_t put(std::string_view bytes, error_code& error) {
        const std::size_t used = first_chunk_is_short(bytes) ? 0 : Beast::put({bytes.data(), bytes.size()}, error);
        if (error == boost::beast::http::error::need_more) error = {};
        return used;
    }

protected:
    [[nodiscard]] static std::string_view plain(string_view text) { return {text.data(), text.size()}; }

private:
    virtual void chunk_header(std::uint64_t size, error_code& error) = 0;

    [[nodiscard]] bool first_chunk_is_short(std::string_view bytes) const {
        constexpr std::string_view shortest = "0\r\n\r\n";
        return this->is_header_done() && this->chunked() && !in_chunks_ && bytes.size() < shortest.size();
    }
    void on_chunk_header_impl(std::uint64_t size, string_view, error_code& error) final {
        in_chunks_ = true;
        chunk_header(size, error);
    }

    bool in_chunks_ = false;
};

}  // namespace wt::front
