import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.util.HashMap;
import java.util.Map;

public class App implements RequestHandler<Object, Map<String, Object>> {
    @Override
    public Map<String, Object> handleRequest(Object event, Context context) {
        if ("fail".equals(event)) throw new IllegalStateException("as asked");
        if ("exit".equals(event)) System.exit(3);
        System.out.println("a line of java");
        Map<String, Object> answer = new HashMap<>();
        answer.put("event", event);
        answer.put("arn", context.getInvokedFunctionArn());
        answer.put("id", context.getAwsRequestId());
        answer.put("left", context.getRemainingTimeInMillis());
        answer.put("client", context.getClientContext() == null ? null : context.getClientContext().getCustom());
        return answer;
    }
}
