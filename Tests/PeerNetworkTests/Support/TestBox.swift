import Identity
import PeerNetwork
import Testing

/// A network with its streams collected.
struct TestBox {
    let network: PeerNetwork
    let keys: CurveKeyPair
    let published: Collector<PublishedMessage>
    let events: Collector<PeerEvent>

    /// The keys of test box `number`.
    static func keys(_ number: UInt8) throws -> CurveKeyPair {
        try SigningKey(seed: [UInt8](repeating: number, count: 32)).curveKeyPair()
    }

    static func key(_ number: UInt8) throws -> CurvePublicKey { try Self.keys(number).publicKey }

    static var fast: PeerNetworkTiming {
        var timing = PeerNetworkTiming.standard
        timing.reconnectInitial = .milliseconds(20)
        timing.reconnectMaximum = .milliseconds(200)
        timing.heartbeatInterval = .seconds(1)
        timing.heartbeatTimeout = .seconds(5)
        return timing
    }

    /// Starts a box; `ipc` stands for a fresh local path for each of its sockets.
    ///
    /// - Parameter answer: what it answers to requests; nil leaves a request without an answer.
    static func start(
        _ number: UInt8, listen: String? = nil, allowed: Set<CurvePublicKey> = [], peers: [PeerAddress] = [],
        limits: PeerNetworkLimits = .standard, answer: @escaping @Sendable (PeerRequest) -> [UInt8]? = { $0.body }
    ) async throws -> TestBox {
        let local = listen == "ipc" ? "ipc:///tmp/gridtally-test-\(UInt64.random(in: 0 ... .max))" : nil
        let box = try TestBox(
            number, publish: local.map { $0 + "-p" } ?? listen, catchUp: local.map { $0 + "-c" } ?? listen,
            allowed: allowed, peers: peers, limits: limits, answer: answer)
        try await box.network.start()
        return box
    }

    init(
        _ number: UInt8, publish: String?, catchUp: String?, allowed: Set<CurvePublicKey> = [],
        peers: [PeerAddress] = [], limits: PeerNetworkLimits = .standard,
        answer: @escaping @Sendable (PeerRequest) -> [UInt8]? = { $0.body }
    ) throws {
        self.keys = try Self.keys(number)
        let configuration = PeerNetworkConfiguration(
            keyPair: self.keys, publishEndpoint: publish, catchUpEndpoint: catchUp, peers: peers, limits: limits,
            timing: Self.fast)
        let network = try PeerNetwork(configuration, allowed: allowed)
        self.network = network
        self.published = Collector(network.published)
        self.events = Collector(network.events)
        let requests = network.requests
        Task { [weak network] in
            for await request in requests {
                if let body = answer(request) { await network?.reply(request.id, body) }
            }
        }
    }

    var key: CurvePublicKey { self.keys.publicKey }

    /// How others reach this box; `pinning` another key than its own makes them refuse it.
    func address(pinning key: CurvePublicKey? = nil) async throws -> PeerAddress {
        guard let publish = await self.network.boundPublishEndpoint,
            let catchUp = await self.network.boundCatchUpEndpoint
        else { throw PeerNetworkError.notRunning }
        return PeerAddress(name: "server", key: key ?? self.key, publish: publish, catchUp: catchUp)
    }

    var statistics: PeerNetworkStatistics { self.network.statistics() }

    func has(_ kind: PeerEvent.Kind, _ channel: Channel, _ peer: CurvePublicKey? = nil) -> Bool {
        self.events.contains { $0.kind == kind && $0.channel == channel && (peer == nil || $0.peer == peer) }
    }

    func received(_ body: [UInt8]) -> Bool { self.published.contains { $0.body == body } }

    /// Publishes `body` here until `subscriber` has it: its subscription takes a moment after its handshake.
    func publish(_ body: [UInt8], until subscriber: TestBox) async throws {
        try await eventually("the subscriber never gets \(body)") {
            await self.network.publish(.tips, body)
            return subscriber.received(body)
        }
    }

    /// Asks `peer` until it answers: the link takes a moment.
    func ask(_ peer: CurvePublicKey, _ body: [UInt8] = [1]) async throws {
        try await eventually("\(peer) never answers") {
            do throws(PeerNetworkError) {
                return try await self.network.request(peer, body, timeout: .seconds(5)) == body
            } catch {
                return false
            }
        }
    }

    /// The error of a request.
    func refusal(of peer: CurvePublicKey, _ body: [UInt8] = [1], timeout: Duration = .seconds(5)) async
        -> PeerNetworkError?
    {
        do throws(PeerNetworkError) {
            _ = try await self.network.request(peer, body, timeout: timeout)
            return nil
        } catch {
            return error
        }
    }

    func waitForLinks(to peer: CurvePublicKey) async throws {
        try await eventually("no links to \(peer)") {
            Channel.allCases.allSatisfy { self.has(.connected, $0, peer) }
        }
    }
}
