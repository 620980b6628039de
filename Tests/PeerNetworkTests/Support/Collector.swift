import Platform

/// Takes everything from a stream.
final class Collector<Element: Sendable>: Sendable {
    private let state = Guarded([Element]())

    init(_ stream: AsyncStream<Element>) {
        let state = self.state
        Task {
            for await element in stream { state.withLock { $0.append(element) } }
        }
    }

    var all: [Element] { self.state.withLock { $0 } }

    func contains(_ matches: (Element) -> Bool) -> Bool { self.all.contains(where: matches) }
}
