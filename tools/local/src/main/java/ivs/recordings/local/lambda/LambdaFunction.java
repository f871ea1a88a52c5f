package ivs.recordings.local.lambda;

import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.util.Optional;

/// A function as Lambda sees it: a batch goes in, and an answer, nothing or an exception comes out.
public interface LambdaFunction {
  Optional<SQSBatchResponse> invoke(SQSEvent batch) throws Exception;
}
