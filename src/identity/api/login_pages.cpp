#include "identity/api/login_pages.hpp"

#include <fmt/format.h>

namespace wt::identity {

std::string html_text(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        switch (c) {
            case '&': safe += "&amp;"; break;
            case '<': safe += "&lt;"; break;
            case '>': safe += "&gt;"; break;
            case '"': safe += "&quot;"; break;
            case '\'': safe += "&#39;"; break;
            default: safe += c;
        }
    }
    return safe;
}

namespace {

/// Web Authentication Level 3, 5.1.8 to 5.1.10: options and answers as JSON. At once, and again at each press.
constexpr std::string_view ceremony_script = R"html(<script>
const form = document.forms[0], problem = document.getElementById('ceremony');
async function go() {
  const options = JSON.parse(form.elements.options.value), kind = form.elements.ceremony.value;
  try {
    const made = kind === 'create'
      ? await navigator.credentials.create({publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options)})
      : await navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options)});
    form.elements.CREDENTIAL.value = JSON.stringify(made.toJSON());
    form.submit();
  } catch (error) { problem.textContent = 'The passkey was not used: ' + error.message; }
}
form.addEventListener('submit', (event) => { event.preventDefault(); go(); });
go();
</script>)html";

}  // namespace

std::string html_of(const LoginPage& page) {
    std::string form;
    for (const auto& [name, value] : page.hidden)
        form += fmt::format(R"(<input type="hidden" name="{}" value="{}">)", html_text(name), html_text(value));
    for (const LoginField& field : page.fields) {
        const std::string_view filling = field.type == "password"           ? "current-password"
                                         : field.name.find("code") == 0     ? "one-time-code"
                                         : field.name.find("username") == 0 ? "username"
                                                                            : "off";
        form += fmt::format(
            R"(<label class="label-customizable">{}<input class="inputField-customizable" name="{}" type="{}" value="{}" autocomplete="{}" required></label>)",
            html_text(field.label), html_text(field.name), html_text(field.type), html_text(field.value), filling);
    }
    if (!page.button.empty())
        form += fmt::format(R"(<button class="submitButton-customizable" type="submit">{}</button>)",
                            html_text(page.button));
    if (!page.other_button.empty())
        form += fmt::format(R"(<button type="submit" name="other" value="1" formnovalidate>{}</button>)",
                            html_text(page.other_button));
    if (!page.ceremony.empty())
        form +=
            fmt::format(R"(<input type="hidden" name="ceremony" value="{}"><input type="hidden" name="CREDENTIAL">)",
                        html_text(page.ceremony)) +
            R"(<p class="problem" role="alert" id="ceremony"></p>)";
    std::string links;
    for (const auto& [address, text] : page.links)
        links +=
            fmt::format(R"(<a class="redirect-customizable" href="{}">{}</a> )", html_text(address), html_text(text));
    std::string elsewhere;
    for (const auto& [address, text] : page.providers)
        elsewhere += fmt::format(R"(<a class="provider idpButton-customizable" href="{}">{}</a>)", html_text(address),
                                 html_text(text));
    const bool has_form = !page.fields.empty() || !page.button.empty();
    if (has_form) form = fmt::format(R"(<form method="post">{}</form>)", form);
    if (has_form && !elsewhere.empty()) form += R"(<p class="or">or</p>)";
    return fmt::format(
        R"html(<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{0}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
body{{font:16px/1.5 system-ui,sans-serif;max-width:22rem;margin:4rem auto;padding:0 1rem}}
label,input,button{{display:block;width:100%;box-sizing:border-box}}input{{margin:.2rem 0 1rem;padding:.5rem;font:inherit}}
button{{padding:.6rem;font:inherit;cursor:pointer}}.problem{{color:#a00}}a{{margin-right:1rem}}
.provider{{display:block;margin:.5rem 0;padding:.6rem;border:1px solid #888;border-radius:.2rem;text-align:center;
text-decoration:none;color:inherit}}.or{{text-align:center;color:#555}}.logo-customizable{{max-width:100%}}{7}</style></head>
<body class="background-customizable">{8}<h1>{0}</h1>{1}{2}{3}{5}<p>{4}</p>{6}</body></html>)html",
        html_text(page.title),
        page.problem.empty() ? ""
                             : fmt::format(R"(<p class="problem errorMessage-customizable" role="alert">{}</p>)",
                                           html_text(page.problem)),
        page.note.empty() ? "" : fmt::format(R"(<p class="textDescription-customizable">{}</p>)", html_text(page.note)),
        has_form ? form : std::string(), links, elsewhere, page.ceremony.empty() ? std::string_view() : ceremony_script,
        page.css,
        page.logo.empty()
            ? std::string()
            : fmt::format(R"(<div class="banner-customizable"><img class="logo-customizable" alt="" src="{}"></div>)",
                          html_text(page.logo)));
}

}  // namespace wt::identity
