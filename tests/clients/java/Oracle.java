import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JsonProvider;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import net.minidev.json.JSONObject;
import net.minidev.json.JSONStyle;
import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.app.event.InvalidReferenceEventHandler;
import org.apache.velocity.context.Context;
import org.apache.velocity.exception.ParseErrorException;
import org.apache.velocity.runtime.log.NullLogChute;
import org.apache.velocity.util.introspection.Info;

/**
 * What Velocity, Jayway's JSONPath and json-smart make of cases: a JSON object a line, and a line of JSON for each. A case is
 * {"template", "data", "body", "empty"}, {"path", "document"} or {"document"}; an answer is {"ok": text} or {"error": kind,
 * "why": text}. "empty": references that lead nowhere are empty texts, by Velocity's own handler for them.
 */
public class Oracle {
    /** $input over a body, with the functions that look into it. */
    public static class Input {
        private final String body;
        private Object document;

        Input(String body) {
            this.body = body;
        }

        private Object read(String path) {
            if (document == null) {
                document = provider().parse(body);
            }
            return JsonPath.compile(path).read(document, Configuration.defaultConfiguration());
        }

        public Object path(String path) {
            try {
                return read(path);
            } catch (PathNotFoundException absent) {
                return null;
            }
        }

        public String json(String path) {
            try {
                return jsonOf(read(path));
            } catch (PathNotFoundException absent) {
                return "\"\"";
            }
        }

        public String getBody() {
            return body;
        }
    }

    /** Makes of references that lead nowhere an empty text. */
    private static final class Empty implements InvalidReferenceEventHandler {
        public Object invalidGetMethod(Context context, String reference, Object object, String property, Info info) {
            return "";
        }

        public boolean invalidSetMethod(Context context, String left, String right, Info info) {
            return false;
        }

        public Object invalidMethod(Context context, String reference, Object object, String method, Info info) {
            return "";
        }
    }

    /** Those of $util's functions that are the standard library's and commons-lang's. */
    public static class Util {
        public String escapeJavaScript(Object value) {
            return StringEscapeUtils.escapeJavaScript(String.valueOf(value));
        }

        public Object parseJson(String text) {
            return provider().parse(text);
        }

        public String urlEncode(String text) throws Exception {
            return java.net.URLEncoder.encode(text, "UTF-8");
        }

        public String urlDecode(String text) throws Exception {
            return java.net.URLDecoder.decode(text, "UTF-8");
        }

        public String base64Encode(String text) {
            return java.util.Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        public String base64Decode(String text) {
            return new String(java.util.Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        }
    }

    private static JsonProvider provider() {
        return Configuration.defaultConfiguration().jsonProvider();
    }

    private static String jsonOf(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof String) {
            return "\"" + net.minidev.json.JSONValue.escape((String) value, JSONStyle.LT_COMPRESS) + "\"";
        }
        if (value instanceof java.util.Set) {
            return net.minidev.json.JSONValue.toJSONString(value, JSONStyle.LT_COMPRESS);
        }
        return provider().toJson(value);
    }

    private static VelocityEngine engine() {
        VelocityEngine engine = new VelocityEngine();
        engine.setProperty("runtime.log.logsystem", new NullLogChute());
        engine.setProperty("velocimacro.permissions.allow.inline.local.scope", "true");
        engine.setProperty("velocimacro.library", "");
        engine.setProperty("directive.foreach.maxloops", "1000");
        engine.init();
        return engine;
    }

    private static String render(VelocityEngine engine, String name, String template, Object data, String body,
                                 boolean empty) {
        VelocityContext context = new VelocityContext();
        if (data instanceof Map) {
            for (Map.Entry<?, ?> each : ((Map<?, ?>) data).entrySet()) {
                context.put(String.valueOf(each.getKey()), each.getValue());
            }
        }
        context.put("input", new Input(body == null ? "{}" : body));
        context.put("util", new Util());
        if (empty) {
            EventCartridge handlers = new EventCartridge();
            handlers.addEventHandler(new Empty());
            handlers.attachToContext(context);
        }
        StringWriter to = new StringWriter();
        engine.evaluate(context, to, name, template);
        return to.toString();
    }

    private static Object data(Map<?, ?> what) {
        return what.containsKey("data") ? provider().parse((String) what.get("data")) : null;
    }

    private static void answer(VelocityEngine engine, int number, Map<?, ?> what, JSONObject to) {
        boolean template = what.containsKey("template");
        try {
            if (template) {
                to.put("ok", render(engine, "t" + number, (String) what.get("template"), data(what),
                                    (String) what.get("body"), Boolean.TRUE.equals(what.get("empty"))));
                return;
            }
            Object document = provider().parse((String) what.get("document"));
            if (what.containsKey("path")) {
                document = JsonPath.compile((String) what.get("path")).read(document, Configuration.defaultConfiguration());
            }
            to.put("ok", jsonOf(document) + "\n" + document);
        } catch (PathNotFoundException absent) {
            to.put("error", "absent");
        } catch (Throwable problem) {
            // What is wrong with a template before it is rendered: Velocity says so in several ways.
            boolean parse = problem instanceof ParseErrorException
                || problem.getClass().getName().contains("TemplateInit") || problem.getClass().getName().contains("Parse");
            to.put("error", template ? (parse ? "parse" : "render") : "invalid");
            to.put("why", problem.getClass().getSimpleName() + ": " + problem.getMessage());
        }
    }

    public static void main(String[] arguments) throws Exception {
        VelocityEngine engine = engine();
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int number = 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (number % 500 == 499) {
                engine = engine();  // which keeps the macros of every template
            }
            JSONObject to = new JSONObject(new LinkedHashMap<>());
            answer(engine, ++number, (Map<?, ?>) provider().parse(line), to);
            out.println(to.toJSONString());
        }
        out.flush();
    }
}
