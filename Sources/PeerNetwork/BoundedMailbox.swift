import Identity
import Platform

/// The bounded buffer behind a stream: by elements, by bytes, and by bytes of each peer.
///
/// `AsyncStream`'s own buffer counts elements alone, and a thousand blocks are a gigabyte.
final class BoundedMailbox<Element: Sendable>: Sendable {
    private struct Entry {
        let element: Element
        let source: CurvePublicKey?
        let bytes: Int
    }

    private struct State {
        /// Entries before `head` were taken and are nil.
        var entries: [Entry?] = []
        var head = 0
        var bytes = 0
        var bytesBySource: [CurvePublicKey: Int] = [:]
        var waiters: [CheckedContinuation<Element?, Never>] = []
        var isFinished = false

        mutating func take() -> Element? {
            guard self.head < self.entries.count, let entry = self.entries[self.head] else { return nil }
            self.entries[self.head] = nil
            self.head += 1
            self.account(for: entry, sign: -1)
            if self.head > 64 && self.head * 2 > self.entries.count {
                self.entries.removeFirst(self.head)
                self.head = 0
            }
            return entry.element
        }

        mutating func account(for entry: Entry, sign: Int) {
            self.bytes += sign * entry.bytes
            guard let source = entry.source else { return }
            let bytes = self.bytesBySource[source, default: 0] + sign * entry.bytes
            self.bytesBySource[source] = bytes == 0 ? nil : bytes
        }
    }

    private let state = Guarded(State())
    private let elements: Int
    private let bytes: Int
    private let bytesPerSource: Int

    init(elements: Int, bytes: Int = .max, bytesPerSource: Int = .max) {
        self.elements = elements
        self.bytes = bytes
        self.bytesPerSource = bytesPerSource
    }

    /// A stream that takes from this mailbox; cancelling its consumer ends it.
    func stream() -> AsyncStream<Element> {
        AsyncStream(unfolding: { await self.next() }, onCancel: { self.finish(dropping: true) })
    }

    /// Puts `element` in, or returns false where that would pass a limit or nobody will take it.
    func offer(_ element: Element, bytes: Int = 0, source: CurvePublicKey? = nil) -> Bool {
        let (isTaken, waiter) = self.state.withLock {
            state -> (Bool, CheckedContinuation<Element?, Never>?) in
            guard !state.isFinished else { return (false, nil) }
            if !state.waiters.isEmpty { return (true, state.waiters.removeFirst()) }
            let used = source.flatMap { state.bytesBySource[$0] } ?? 0
            guard state.entries.count - state.head < self.elements, bytes <= self.bytes - state.bytes,
                bytes <= self.bytesPerSource - used
            else { return (false, nil) }
            let entry = Entry(element: element, source: source, bytes: bytes)
            state.entries.append(entry)
            state.account(for: entry, sign: 1)
            return (true, nil)
        }
        waiter?.resume(returning: element)
        return isTaken
    }

    /// Throws away what `sources` sent.
    func remove(from sources: Set<CurvePublicKey>) {
        self.state.withLock { state in
            let kept = state.entries.compactMap { $0 }.filter { $0.source.map { !sources.contains($0) } ?? true }
            state.entries = []
            state.head = 0
            state.bytes = 0
            state.bytesBySource = [:]
            for entry in kept {
                state.entries.append(entry)
                state.account(for: entry, sign: 1)
            }
        }
    }

    /// Ends the stream, after what waits in it unless that is dropped.
    func finish(dropping: Bool = false) {
        let waiters = self.state.withLock { state in
            state.isFinished = true
            if dropping {
                state.entries = []
                state.head = 0
            }
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(returning: nil) }
    }

    private func next() async -> Element? {
        await withCheckedContinuation { continuation in
            let (isReady, element) = self.state.withLock { state -> (Bool, Element?) in
                if let element = state.take() { return (true, element) }
                if state.isFinished { return (true, nil) }
                state.waiters.append(continuation)
                return (false, nil)
            }
            if isReady { continuation.resume(returning: element) }
        }
    }
}
