import CZeroMQ
import Identity
import Testing

@testable import PeerNetwork

extension PeerNetworkTests {
    @Suite struct Abuse {
        private static let anywhere = "tcp://127.0.0.1:*"
        private static let request: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0, 1, 4]

        /// 10 000 a minute are 167 a second; these come as fast as the machine makes them.
        @Test func aStormOfConnectionsIsCountedAndStopsNobody() async throws {
            let server = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)])
            let friend = try await TestBox.start(2, peers: [server.address()])
            try await friend.ask(server.key)
            let endpoint = try await server.address().catchUp
            let before = server.statistics.connectionsAccepted
            for number in 0..<1500 {
                let connection = try PlainConnection(to: endpoint)
                if number % 3 == 0 { _ = connection.send(Array("GET / HTTP/1.1\r\n\r\n".utf8)) }
                if number % 100 == 0 { try await friend.ask(server.key) }
            }
            try await eventually("not counted: \(server.statistics)") {
                server.statistics.connectionsAccepted >= before + 1500 && server.statistics.handshakesFailed > 0
            }
            try await friend.ask(server.key)
            #expect(server.statistics.requestsReceived == friend.statistics.requestsSent)
            // A log line there is, but not one for each.
            let told = server.events.all.filter(\.isSecurityEvent).count
            #expect((1...50).contains(told), "\(told) events")
            #expect(!friend.has(.disconnected, .catchUp))
        }

        @Test func aStrangerThatTriesAgainAndAgainIsToldOfOnce() async throws {
            let server = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)])
            let stranger = try await TestBox.start(3, peers: [server.address()])
            try await eventually("not counted") { server.statistics.handshakesRefused >= 6 }
            let refusals = server.events.all.filter { $0.kind == .refused && $0.peer == stranger.key }
            #expect(refusals.count == 2, "one for each channel")
            #expect(server.statistics.eventsRepeated >= 4)
        }

        @Test func strangersWithMoreAndMoreKeysDoNotFillTheLog() async throws {
            let server = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)])
            for number in 3..<33 {
                let stranger = try await TestBox.start(UInt8(number), peers: [server.address()])
                try await eventually("not denied") { stranger.statistics.handshakesFailed >= 2 }
                await stranger.network.shutdown()
            }
            #expect(server.statistics.handshakesRefused >= 60)
            let refusals = server.events.all.filter { $0.kind == .refused }
            #expect((2...32).contains(refusals.count), "\(refusals.count) events")
        }

        @Test func aReplayedHandshakeGetsNothing() async throws {
            let server = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)])
            let endpoint = try await server.address().catchUp
            let tap = try Tap(to: endpoint)
            let dealer = try RawSocket(ZMQ_DEALER)
            try dealer.secure(as: TestBox.keys(2), server: server.key)
            try dealer.connect(tap.endpoint)
            #expect(dealer.send([Self.request]))
            try await eventually("the genuine request is not served") {
                try tap.pump()
                return server.statistics.requestsReceived == 1
            }
            let (admitted, failed) = (server.statistics.handshakesAdmitted, server.statistics.handshakesFailed)
            let replay = try PlainConnection(to: endpoint)
            #expect(replay.send(tap.heard))
            try await eventually("the replay is not noticed: \(server.statistics)") {
                server.statistics.handshakesFailed > failed
            }
            #expect(server.statistics.handshakesAdmitted == admitted)
            #expect(server.statistics.requestsReceived == 1)
            #expect(server.events.contains { $0.isSecurityEvent && $0.channel == .catchUp })
        }

        @Test func anAllowedKeyInAnotherDomainIsRefused() async throws {
            let box = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)])
            // A server of this process under a domain that no network registered.
            let runtime = try ZeroMQRuntime.ofProcess()
            let socket = try Socket(.router, in: runtime.context)
            defer { socket.close() }
            try socket.secureAsServer(TestBox.keys(1), domain: "gridtally.elsewhere")
            try socket.bind(Self.anywhere)
            let endpoint = try socket.lastEndpoint()
            let address = PeerAddress(
                name: "elsewhere", key: box.key, publish: "ipc:///nowhere/gridtally", catchUp: endpoint)
            let client = try await TestBox.start(2, peers: [address])
            try await eventually("not refused") {
                client.has(.handshakeFailed(.denied(status: 400)), .catchUp, box.key)
            }
            #expect(!client.has(.connected, .catchUp))
        }
    }
}
