import CZeroMQ
import Identity
import PeerNetwork
import Testing

extension PeerNetworkTests {
    @Suite struct Authentication {
        private static let anywhere = "tcp://127.0.0.1:*"

        @Test func aStrangerGetsNothingAndIsNoticed() async throws {
            let server = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)])
            let friend = try await TestBox.start(2, peers: [server.address()])
            let stranger = try await TestBox.start(3, peers: [server.address()])
            for channel in Channel.allCases {
                try await eventually("no refusal on \(channel)") { server.has(.refused, channel, stranger.key) }
                try await eventually("the stranger is not told") {
                    stranger.has(.handshakeFailed(.denied(status: 400)), channel, server.key)
                }
            }
            try await server.publish([1], until: friend)
            try await friend.ask(server.key)
            #expect(stranger.published.all.isEmpty)
            #expect(await stranger.refusal(of: server.key)?.isDown == true)
            #expect(!stranger.has(.connected, .publish) && !stranger.has(.connected, .catchUp))
            #expect(server.statistics.handshakesRefused >= 2)
            #expect(server.events.contains { $0.kind == .refused && $0.isSecurityEvent })
        }

        @Test func aClientThatPinsAnotherKeyGetsNothing() async throws {
            let server = try await TestBox.start(
                1, listen: Self.anywhere, allowed: [TestBox.key(2), TestBox.key(3)])
            let friend = try await TestBox.start(2, peers: [server.address()])
            let misled = try await TestBox.start(3, peers: [server.address(pinning: TestBox.key(9))])
            for channel in Channel.allCases {
                try await eventually("no failed handshake on \(channel) \(server.statistics) \(server.events.all)") {
                    misled.events.contains { $0.channel == channel && $0.isSecurityEvent }
                }
            }
            try await server.publish([1], until: friend)
            #expect(misled.published.all.isEmpty)
            #expect(await misled.refusal(of: try TestBox.key(9))?.isDown == true)
            #expect(!misled.has(.connected, .publish) && !misled.has(.connected, .catchUp))
        }

        @Test func aClientWithoutCurveGetsNothing() async throws {
            let server = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)])
            let friend = try await TestBox.start(2, peers: [server.address()])
            let address = try await server.address()
            let subscriber = try RawSocket(ZMQ_SUB)
            try subscriber.set(ZMQ_SUBSCRIBE, [UInt8]())
            try subscriber.connect(address.publish)
            let dealer = try RawSocket(ZMQ_DEALER)
            try dealer.connect(address.catchUp)
            #expect(dealer.send([[1, 0, 0, 0, 0, 0, 0, 0, 1, 4]]))
            for channel in Channel.allCases {
                try await eventually("no failed handshake on \(channel) \(server.statistics) \(server.events.all)") {
                    server.events.contains { $0.channel == channel && $0.isSecurityEvent }
                }
            }
            try await server.publish([1], until: friend)
            try await friend.ask(server.key)
            #expect(subscriber.receive() == nil)
            #expect(dealer.receive() == nil)
            #expect(server.statistics.requestsReceived == friend.statistics.requestsSent)
        }

        @Test(arguments: [anywhere, "ipc"])
        func aRemovedKeyIsCutOffUntilItReturns(endpoint: String) async throws {
            let (first, second) = (try TestBox.key(2), try TestBox.key(3))
            let server = try await TestBox.start(1, listen: endpoint, allowed: [first, second])
            let address = try await server.address()
            let removed = try await TestBox.start(2, peers: [address])
            let friend = try await TestBox.start(3, peers: [address])
            try await server.publish([1], until: removed)
            try await server.publish([2], until: friend)
            try await removed.ask(server.key)

            await server.network.setAllowed([second])
            try await server.publish([3], until: friend)
            try await friend.ask(server.key)
            for channel in Channel.allCases {
                try await eventually("not refused on \(channel)") {
                    server.has(.refused, channel, first) && removed.has(.disconnected, channel, server.key)
                }
            }
            try await server.publish([4], until: friend)
            #expect(!removed.received([3]) && !removed.received([4]))
            #expect(await removed.refusal(of: server.key)?.isDown == true)
            #expect(server.has(.cutOff, .publish, first) && server.has(.cutOff, .catchUp, first))
            #expect(try await server.address() == address)

            await server.network.setAllowed([first, second])
            try await server.publish([5], until: removed)
            try await removed.ask(server.key)
        }

        @Test func ourOwnLinksToARemovedKeyClose() async throws {
            let server = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)])
            let other = try await TestBox.start(3, listen: Self.anywhere, allowed: [TestBox.key(2)])
            let client = try await TestBox.start(
                2, allowed: [server.key, other.key], peers: [server.address(), other.address()])
            try await server.publish([1], until: client)
            await client.network.setAllowed([other.key])
            #expect(await client.refusal(of: server.key) == .notAllowed(server.key))
            try await eventually("still connected") { client.has(.disconnected, .publish, server.key) }
            for _ in 0..<10 { await server.network.publish(.tips, [2]) }
            try await other.publish([3], until: client)
            #expect(!client.received([2]))
            await client.network.setAllowed([server.key, other.key])
            try await server.publish([4], until: client)
        }

        @Test func aKeyThatNeverCameIsRemovedWithoutDisturbance() async throws {
            let server = try await TestBox.start(
                1, listen: Self.anywhere, allowed: [TestBox.key(2), TestBox.key(3)])
            let friend = try await TestBox.start(2, peers: [server.address()])
            try await server.publish([1], until: friend)
            try await friend.ask(server.key)
            await server.network.setAllowed([friend.key])
            try await friend.ask(server.key)
            #expect(!friend.has(.disconnected, .publish) && !friend.has(.disconnected, .catchUp))
        }
    }
}

extension PeerNetworkError {
    var isDown: Bool {
        if case .peerDown = self { return true }
        return false
    }
}
