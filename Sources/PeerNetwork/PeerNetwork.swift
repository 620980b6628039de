public import Identity
import Platform

/// The box's network: blocks, transactions and votes by publication, and questions to peers; opaque bytes over ZeroMQ.
///
/// All sockets live on one thread, which is the actor's executor. Every connection is CURVE both ways: servers admit
/// the keys of the allow-list alone, clients pin the server's key. Every message is one frame. All queues are bounded;
/// what they drop is counted (``statistics()``) and can be asked for again from any peer.
///
/// ```swift
/// let network = try PeerNetwork(configuration, allowed: keys)
/// try await network.start()
/// for await message in network.published { … }
/// ```
///
/// The three streams have one consumer each; cancelling a consumer ends its stream for good.
public actor PeerNetwork {
    enum Phase {
        case created
        case running
        case stopping
        case stopped
    }

    /// What the peers publish, in the order in which each published it; with gaps where a queue was full.
    public nonisolated let published: AsyncStream<PublishedMessage>
    /// What peers ask at our catch-up socket.
    public nonisolated let requests: AsyncStream<PeerRequest>
    public nonisolated let events: AsyncStream<PeerEvent>

    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    nonisolated let configuration: PeerNetworkConfiguration
    nonisolated let reporter: Reporter
    nonisolated let publishedMailbox: BoundedMailbox<PublishedMessage>
    nonisolated let requestMailbox: BoundedMailbox<PeerRequest>
    nonisolated let allowList: AllowList
    nonisolated let runtime: ZeroMQRuntime
    private nonisolated let executor: PollExecutor
    private nonisolated let domainPrefix: String

    var phase = Phase.created
    var servers: [Channel: ServerSocket] = [:]
    var links: [PeerLink] = []
    /// What is taken from the peers.
    var topics: Set<Topic>
    /// Keys that were taken off the allow-list and did not return.
    var cutOff: Set<CurvePublicKey> = []
    var sent = SentRequests()
    var served = ServedRequests()
    var lastFaults: [CurvePublicKey: Int64] = [:]
    var shutdownWaiters: [CheckedContinuation<Void, Never>] = []
    private var deadlines = DeadlineQueue<Deadline>()

    /// Checks the configuration and starts the network's thread; sockets follow in ``start()``.
    ///
    /// - Parameter allowed: keys of the peers that may connect to this box.
    public init(_ configuration: PeerNetworkConfiguration, allowed: Set<CurvePublicKey>) throws(PeerNetworkError) {
        try configuration.check()
        self.configuration = configuration
        self.topics = configuration.topics
        self.runtime = try ZeroMQRuntime.ofProcess()
        do {
            self.executor = try PollExecutor(name: "gt-network")
        } catch {
            throw .system(action: "cannot start the network's thread", reason: error.description)
        }
        let limits = configuration.limits
        self.domainPrefix = "gridtally.\(self.runtime.context.nextSerial())."
        self.allowList = AllowList(allowed)
        self.reporter = Reporter(events: limits.streamEvents)
        self.publishedMailbox = BoundedMailbox(
            elements: limits.streamMessages, bytes: limits.streamBytes, bytesPerSource: limits.streamBytesPerPeer)
        self.requestMailbox = BoundedMailbox(
            elements: limits.streamMessages, bytes: limits.streamBytes, bytesPerSource: limits.streamBytesPerPeer)
        self.published = self.publishedMailbox.stream()
        self.requests = self.requestMailbox.stream()
        self.events = self.reporter.events.stream()
    }

    deinit {
        self.finish()
    }

    /// Binds the server sockets and begins to connect to the peers.
    ///
    /// - Throws: an endpoint that cannot be bound, with its name; nothing is open then, and the network is spent.
    public func start() throws(PeerNetworkError) {
        guard self.phase == .created else { throw .alreadyStarted }
        self.phase = .running
        self.loop.onTimer = { [weak self] in self?.assumeIsolated { $0.runDueDeadlines() } }
        do throws(PeerNetworkError) {
            for channel in Channel.allCases {
                guard let endpoint = self.configuration.endpoint(of: channel) else { continue }
                let server = ServerSocket(channel: channel, endpoint: endpoint, domain: self.domain(of: channel))
                self.servers[channel] = server
                self.register(server)
                try self.open(server)
            }
            for peer in self.configuration.peers {
                for channel in Channel.allCases { self.links.append(PeerLink(peer: peer, channel: channel)) }
            }
            for id in self.links.indices { try self.openLink(id) }
        } catch {
            self.stopNow()
            throw error
        }
    }

    /// Closes every socket, fails what waits for answers, and ends the streams after what waits in them.
    ///
    /// On return the endpoints are free again; the thread ends when the last reference to the network goes away.
    public func shutdown() async {
        switch self.phase {
        case .created, .running: self.beginShutdown()
        case .stopping, .stopped: break
        }
        guard self.phase == .stopping else { return }
        await withCheckedContinuation { self.shutdownWaiters.append($0) }
    }

    public nonisolated func statistics() -> PeerNetworkStatistics { self.reporter.current }

    /// Where the PUB socket listens, wildcards resolved; nil where it does not.
    public var boundPublishEndpoint: String? { self.boundEndpoint(of: .publish) }

    /// Where the ROUTER socket listens, wildcards resolved; nil where it does not.
    public var boundCatchUpEndpoint: String? { self.boundEndpoint(of: .catchUp) }

    var loop: PollLoop { self.executor.loop }

    private func boundEndpoint(of channel: Channel) -> String? {
        self.servers[channel].flatMap { $0.phase == .open ? $0.endpoint : nil }
    }

    private nonisolated func domain(of channel: Channel) -> String { self.domainPrefix + channel.rawValue }

    nonisolated func clientDomain() -> String { self.domainPrefix + "client" }

    /// Ends what outlives the sockets.
    nonisolated func finish() {
        for channel in Channel.allCases { self.runtime.handler.unregister(domain: self.domain(of: channel)) }
        self.publishedMailbox.finish()
        self.requestMailbox.finish()
        self.reporter.events.finish()
    }

    // MARK: Deadlines

    func schedule(_ deadline: Deadline, after nanoseconds: Int64) {
        self.deadlines.set(deadline, at: MonotonicClock.nanoseconds + nanoseconds)
        self.loop.wake(at: self.deadlines.earliest)
    }

    /// Like ``schedule(_:after:)``, but an earlier call stands, so that nobody can put the moment off.
    func scheduleOnce(_ deadline: Deadline, after nanoseconds: Int64) {
        if !self.deadlines.contains(deadline) { self.schedule(deadline, after: nanoseconds) }
    }

    func cancel(_ deadline: Deadline) {
        self.deadlines.cancel(deadline)
        self.loop.wake(at: self.deadlines.earliest)
    }

    func cancelAllDeadlines() {
        self.deadlines.removeAll()
        self.loop.wake(at: nil)
    }

    private func runDueDeadlines() {
        for deadline in self.deadlines.takeDue(at: MonotonicClock.nanoseconds) {
            switch deadline {
            case .answer(let id): self.answerTimedOut(id)
            case .served(let serial): self.served.remove(serial)
            case .unbound(let channel): self.finishUnbinding(channel)
            case .bind(let channel): self.bindAgain(channel)
            case .reopen(let id): self.reopenLink(id)
            case .inspection: self.inspectConnections()
            }
        }
        self.loop.wake(at: self.deadlines.earliest)
    }
}
