#!/bin/sh
# Jayway's JSONPath, whose expressions API Gateway documents for mapping templates, takes a slice with a step and leaves the step
# out; and the parser that it comes with by default (json-smart) takes texts for JSON that are none, so a body that is no JSON
# is not the error that one would wait for.
set -eu
json_path=2.9.0

command -v mvn > /dev/null && command -v javac > /dev/null || { echo "needs a JDK and Maven"; exit 2; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > pom.xml <<END
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>com.jayway.jsonpath</groupId><artifactId>json-path</artifactId><version>$json_path</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-nop</artifactId><version>2.0.11</version></dependency>
  </dependencies>
</project>
END
mvn -q -B dependency:copy-dependencies -DoutputDirectory=lib > install.log 2>&1 || { cat install.log; echo "could not install"; exit 2; }

cat > Ask.java <<'END'
import com.jayway.jsonpath.JsonPath;

public class Ask {
    static void ask(String json, String path) {
        String said;
        try {
            said = String.valueOf((Object) JsonPath.parse(json).read(path));
        } catch (RuntimeException error) {
            said = error.getClass().getSimpleName();
        }
        System.out.println(json + "   " + path + "   " + said);
    }

    public static void main(String[] arguments) {
        ask("[0,1,2,3,4,5]", "$[0:5]");
        ask("[0,1,2,3,4,5]", "$[0:5:2]");
        ask("[0,1,2,3,4,5]", "$[-2:]");
        ask("{\"a\":1}", "$.a");
        ask("{\"a\":1} and more", "$.a");
        ask("{a:1}", "$.a");
        ask("{\"a\":one}", "$.a");
        ask("-", "$");
        ask("{\"a\":", "$.a");
    }
}
END
javac -nowarn -cp 'lib/*' Ask.java
echo "json-path $json_path with $(cd lib && ls json-smart*.jar)"
timeout 120 java -cp 'lib/*:.' Ask > seen
cat seen
cat > told <<'END'
[0,1,2,3,4,5]   $[0:5]   [0,1,2,3,4]
[0,1,2,3,4,5]   $[0:5:2]   [0,1,2,3,4]
[0,1,2,3,4,5]   $[-2:]   [4,5]
{"a":1}   $.a   1
{"a":1} and more   $.a   1
{a:1}   $.a   1
{"a":one}   $.a   one
-   $   0
{"a":   $.a   InvalidJsonException
END
cmp -s seen told || { echo "this has changed; it was:"; cat told; exit 1; }
