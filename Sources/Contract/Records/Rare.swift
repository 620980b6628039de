/// A value that nearly no record has: where it is missing it takes a word, not its own size.
///
/// A zone has a hundred thousand records of some kinds, and a block that changes all of them holds them twice.
enum Rare<Value: Hashable & Sendable>: Hashable, Sendable {
    case none
    indirect case some(Value)

    init(_ value: Value?) { self = value.map { .some($0) } ?? .none }

    var value: Value? {
        switch self {
        case .none: nil
        case .some(let value): value
        }
    }
}
