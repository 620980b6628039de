/// Readers of a value that changes; each sees the newest when it looks.
struct Observers<Value: Sendable>: Sendable {
    private var continuations: [AsyncStream<Value>.Continuation] = []

    mutating func subscribe() -> AsyncStream<Value> {
        let (stream, continuation) = AsyncStream.makeStream(of: Value.self, bufferingPolicy: .bufferingNewest(1))
        self.continuations.append(continuation)
        return stream
    }

    mutating func send(_ value: Value) {
        self.continuations.removeAll { continuation in
            if case .terminated = continuation.yield(value) { true } else { false }
        }
    }
}
