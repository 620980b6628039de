import Platform
import Synchronization

/// Commands on their way to the bus thread, and the signal that wakes it.
final class CommandQueue: Sendable {
    private struct State {
        var nextID: UInt64 = 0
        /// By urgency.
        var commands = BusCommand.Urgency.allCases.map { _ in [BusCommand]() }
        var boundaries: (next: Int64, period: Int64)?
        /// As last told, for a bus that begins again.
        var lastBoundaries: (next: Int64, period: Int64)?
        var configuration: BusConfiguration?
        /// Those who wait for it to be in force.
        var changing: [Change] = []
        var wantsSnapshot = false
        var isClosed = false
    }

    let wake: EventDescriptor
    /// Something was added since the bus looked last. Set before ``wake`` is signalled, so that a turn without news
    /// costs neither locks nor calls of the system.
    private let news = Atomic(false)
    private let stopping = Atomic(false)
    private let replacing = Atomic(false)
    private let place: BusPlace
    private let state = Guarded(State())

    init(_ place: BusPlace) throws(SystemError) {
        self.wake = try EventDescriptor()
        self.place = place
    }

    /// Runs `action` on the bus and waits for its answer; a command that has begun is not cut short by cancellation.
    func submit(_ action: BusCommand.Action) async throws(BusError) -> BusCommand.Answer {
        let id = self.state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (reply: BusCommand.Reply) in
                self.add(BusCommand(id: id, action: action, reply: reply), isCancelled: Task.isCancelled)
            }
        } onCancel: {
            self.cancel(id)
        }
        return try result.get()
    }

    private func add(_ command: BusCommand, isCancelled: Bool) {
        let refusal: BusError? = self.state.withLock { state in
            if state.isClosed { return .stopped(self.place) }
            if isCancelled { return .cancelled(self.place) }
            state.commands[command.urgency.rawValue].append(command)
            return nil
        }
        if let refusal { command.reply.resume(returning: .failure(refusal)) } else { self.tell() }
    }

    private func cancel(_ id: UInt64) {
        let command: BusCommand? = self.state.withLock { state in
            for urgency in state.commands.indices {
                guard let index = state.commands[urgency].firstIndex(where: { $0.id == id }) else { continue }
                return state.commands[urgency].remove(at: index)
            }
            return nil
        }
        command?.reply.resume(returning: .failure(.cancelled(self.place)))
    }

    func take(_ urgency: BusCommand.Urgency) -> BusCommand? {
        self.state.withLock { state in
            let index = urgency.rawValue
            return state.commands[index].isEmpty ? nil : state.commands[index].removeFirst()
        }
    }

    func holds(_ urgency: BusCommand.Urgency) -> Bool {
        self.state.withLock { !$0.commands[urgency.rawValue].isEmpty }
    }

    /// Somebody waits for something.
    var holdsAny: Bool { self.state.withLock { !$0.commands.allSatisfy(\.isEmpty) } }

    func setBoundaries(next: Int64, period: Int64) {
        self.state.withLock { state in
            state.boundaries = (next, period)
            state.lastBoundaries = state.boundaries
        }
        self.tell()
    }

    typealias Change = CheckedContinuation<Result<Void, BusError>, Never>

    /// Lets the bus go on with another configuration when its turn is over; returns when that is in force.
    func replace(with configuration: BusConfiguration) async throws(BusError) {
        let result = await withCheckedContinuation { (change: Change) in
            let isClosed = self.state.withLock { state in
                guard !state.isClosed else { return true }
                state.configuration = configuration
                state.changing.append(change)
                return false
            }
            guard !isClosed else { return change.resume(returning: .failure(.stopped(self.place))) }
            self.replacing.store(true, ordering: .releasing)
            self.tell()
        }
        try result.get()
    }

    /// Tells those who wait that the configuration which was taken last is in force.
    func replaced() {
        let changing = self.state.withLock { state in
            guard state.configuration == nil else { return [Change]() }
            defer { state.changing = [] }
            return state.changing
        }
        for change in changing { change.resume(returning: .success(())) }
    }

    /// What the bus is to go on with, once; nil where it is stopped, or nothing was changed. Boundaries go on from `now`.
    func takeConfiguration(at now: Int64) -> BusConfiguration? {
        self.replacing.store(false, ordering: .releasing)
        guard !self.isStopping else { return nil }
        return self.state.withLock { state in
            defer { state.configuration = nil }
            if state.boundaries == nil, let (next, period) = state.lastBoundaries, state.configuration != nil {
                let passed = next < now ? (now - next) / max(1, period) + 1 : 0
                state.boundaries = (next + passed * period, period)
            }
            return state.configuration
        }
    }

    func requestSnapshot() {
        self.state.withLock { $0.wantsSnapshot = true }
        self.tell()
    }

    func takeBoundaries() -> (next: Int64, period: Int64)? {
        self.state.withLock { state in
            defer { state.boundaries = nil }
            return state.boundaries
        }
    }

    func takeSnapshot() -> Bool {
        self.state.withLock { state in
            defer { state.wantsSnapshot = false }
            return state.wantsSnapshot
        }
    }

    /// True where something was added since the last call.
    func takeNews() -> Bool {
        self.news.load(ordering: .relaxed) && self.news.exchange(false, ordering: .acquiring)
    }

    /// True where something was added since the bus looked last; it is left to be looked at.
    var hasNews: Bool { self.news.load(ordering: .relaxed) }

    private func tell() {
        self.news.store(true, ordering: .releasing)
        self.wake.signal()
    }

    var isStopping: Bool { self.stopping.load(ordering: .acquiring) }

    /// The bus is to end its work, for good or to go on with another configuration.
    var isEnding: Bool { self.isStopping || self.replacing.load(ordering: .acquiring) }

    func stop() {
        self.stopping.store(true, ordering: .releasing)
        self.tell()
    }

    /// Answers everything that waits, and everything that comes later, with ``BusError/stopped(_:)``.
    func close() {
        let changing = self.state.withLock { state in
            state.isClosed = true
            defer { state.changing = [] }
            return state.changing
        }
        for change in changing { change.resume(returning: .failure(.stopped(self.place))) }
        self.failAll(.stopped(self.place))
    }

    func failAll(_ error: BusError) {
        let commands = self.state.withLock { state in
            defer { state.commands = state.commands.map { _ in [] } }
            return state.commands.flatMap(\.self)
        }
        for command in commands { command.reply.resume(returning: .failure(error)) }
    }
}
