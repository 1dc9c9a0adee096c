#!/bin/sh
# Velocity 1.7, whose templates API Gateway documents for mapping templates: of small templates that look right, some print what
# nobody would guess. `#set(${x} = 1)` sets something, but not $x; `3 -1` is no subtraction; and a template that ends in `$`
# or `#` is an error where the same sign in the middle is text.
set -eu
velocity=1.7

command -v mvn > /dev/null && command -v javac > /dev/null || { echo "needs a JDK and Maven"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > pom.xml <<END_POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies><dependency><groupId>org.apache.velocity</groupId><artifactId>velocity</artifactId>
    <version>$velocity</version></dependency></dependencies>
</project>
END_POM
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib > install.log 2>&1 || { cat install.log; echo "could not install"; exit 2; }

cat > Ask.java <<'END_JAVA'
import java.io.StringWriter;
import java.util.Map;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.exception.ParseErrorException;

public class Ask {
    public static void main(String[] arguments) {
        VelocityEngine engine = new VelocityEngine();
        engine.setProperty("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
        engine.init();
        String[] templates = {
            "#set($x = 1)$x", "#set(${x} = 1)$x",              // the braces
            "#set($x = 3 - 1)$x", "#set($x = 3 -1)$x",         // the blank
            "$a{foo}", "$!a.b##c", "$a.b##c",                  // where a reference ends
            "1 $ and 2", "1 $", "1 # and 2", "1 #",            // a sign at the end
        };
        for (String template : templates) {
            VelocityContext context = new VelocityContext();
            context.put("a", Map.of("b", "c"));
            StringWriter out = new StringWriter();
            String said;
            try {
                engine.evaluate(context, out, "t", template);
                said = "prints " + out;
            } catch (ParseErrorException error) {
                said = "does not parse";
            }
            System.out.println(template + "   " + said);
        }
    }
}
END_JAVA
javac -nowarn -cp 'lib/*' Ask.java
echo "Velocity $velocity"
timeout 120 java -cp 'lib/*:.' Ask > seen
cat seen
cat > told <<'END'
#set($x = 1)$x   prints 1
#set(${x} = 1)$x   prints $x
#set($x = 3 - 1)$x   prints 2
#set($x = 3 -1)$x   does not parse
$a{foo}   prints {b=c}{
$!a.b##c   prints c##c
$a.b##c   prints c##c
1 $ and 2   prints 1 $ and 2
1 $   does not parse
1 # and 2   prints 1 # and 2
1 #   does not parse
END
cmp -s seen told || { echo "this has changed; it was:"; cat told; exit 1; }
