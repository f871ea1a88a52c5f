package ivs.recordings.store;

import java.util.List;

/// A value of a row, of the types that our rows have.
public sealed interface Attribute {
  /// A text, or a time in ISO-8601.
  record S(String value) implements Attribute {}

  /// A number, as DynamoDB writes it.
  record N(String value) implements Attribute {}

  /// A set of texts, in the order in which DynamoDB keeps them.
  record Ss(List<String> values) implements Attribute {
    public Ss {
      values = List.copyOf(values);
    }
  }

  /// A list.
  record L(List<Attribute> values) implements Attribute {
    public L {
      values = List.copyOf(values);
    }
  }

  /// A value of a type that we never write: somebody else keeps it on our row, and it stays there.
  ///
  /// @param type as DynamoDB calls it, such as `BOOL`
  record Foreign(String type) implements Attribute {}
}
