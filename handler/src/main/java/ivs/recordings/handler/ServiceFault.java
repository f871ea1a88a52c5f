package ivs.recordings.handler;

import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// S3 or IVS refused a call. The SDK's exceptions end here: the function that takes events has no
/// SDK, and shares with the reconciler what names a fault.
final class ServiceFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String code;

  private ServiceFault(String code, AwsServiceException cause) {
    super(cause.getMessage(), cause);
    this.code = code;
  }

  /// The service's own word, such as `AccessDenied`.
  String code() {
    return code;
  }

  /// Makes a call of the SDK.
  ///
  /// @throws ServiceFault if the service said by a code why it did not do it
  static <T> T named(Supplier<T> call) {
    try {
      return call.get();
    } catch (AwsServiceException refused) {
      if (refused.awsErrorDetails() == null) {
        throw refused;
      }
      throw new ServiceFault(refused.awsErrorDetails().errorCode(), refused);
    }
  }
}
