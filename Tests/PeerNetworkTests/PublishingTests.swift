import Identity
import PeerNetwork
import Platform
import Testing

extension PeerNetworkTests {
    @Suite struct Publishing {
        private static let anywhere = "tcp://127.0.0.1:*"

        @Test(arguments: [anywhere, "tcp://127.0.0.1:0", "ipc"])
        func aSubscriberGetsWhatIsPublished(endpoint: String) async throws {
            let server = try await TestBox.start(1, listen: endpoint, allowed: [TestBox.key(2)])
            let client = try await TestBox.start(2, peers: [server.address()])
            try await server.publish([1, 2, 3], until: client)
            let message = try #require(client.published.all.first)
            #expect(message == PublishedMessage(peer: server.key, topic: .tips, body: [1, 2, 3]))
            #expect(server.has(.admitted, .publish, client.key))
            await client.network.shutdown()
            await server.network.shutdown()
        }

        @Test func tenThousandMessagesArriveInOrder() async throws {
            var limits = PeerNetworkLimits.standard
            limits.publishQueueMessages = 20_000
            limits.streamMessages = 20_000
            let server = try await TestBox.start(
                1, listen: Self.anywhere, allowed: [TestBox.key(2)], limits: limits)
            let client = try await TestBox.start(2, peers: [server.address()], limits: limits)
            try await server.publish([], until: client)
            let numbers = (0..<10_000).map { [UInt8($0 >> 8), UInt8($0 & 255)] }
            for body in numbers { await server.network.publish(.votes, body) }
            try await eventually("some of 10 000 messages are missing") {
                client.published.all.filter { $0.topic == .votes }.count >= numbers.count
            }
            #expect(client.published.all.filter { $0.topic == .votes }.map(\.body) == numbers)
            #expect(client.statistics.publishedStreamDropped == 0)
        }

        /// A lifetime of 65.6 s is 64 ms in libzmq's 16 bits.
        @Test func aConnectionOutlivesItsPings() async throws {
            let server = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)])
            var timing = TestBox.fast
            timing.heartbeatInterval = .milliseconds(200)
            timing.heartbeatTimeout = .milliseconds(65_400)
            let client = try PeerNetwork(
                PeerNetworkConfiguration(
                    keyPair: try TestBox.keys(2), peers: [try await server.address()], timing: timing),
                allowed: [])
            let events = Collector(client.events)
            let published = Collector(client.published)
            try await client.start()
            try await eventually("nothing came") {
                await server.network.publish(.tips, [1])
                return !published.all.isEmpty
            }
            let since = MonotonicClock.nanoseconds
            try await eventually("nothing came after five pings") {
                await server.network.publish(.tips, [2])
                return MonotonicClock.nanoseconds - since > 1_000_000_000
            }
            #expect(!events.contains { $0.kind == .disconnected && $0.channel == .publish })
            await client.shutdown()
            await server.network.shutdown()
        }

        @Test func aLateJoinerGetsWhatFollows() async throws {
            let server = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)])
            for _ in 0..<100 { await server.network.publish(.tips, [7]) }
            let client = try await TestBox.start(2, peers: [server.address()])
            try await server.publish([8], until: client)
            #expect(!client.received([7]))
        }

        @Test func subscribersGetOnlyTheirTopics() async throws {
            let server = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)])
            let configuration = PeerNetworkConfiguration(
                keyPair: try TestBox.keys(2), peers: [try await server.address()], topics: [.votes],
                timing: TestBox.fast)
            let client = try PeerNetwork(configuration, allowed: [])
            try await client.start()
            let received = Collector(client.published)
            try await eventually("no vote arrives") {
                await server.network.publish(.transactions, [1])
                await server.network.publish(.votes, [2])
                return !received.all.isEmpty
            }
            #expect(received.all.allSatisfy { $0.topic == .votes && $0.body == [2] })
        }

        @Test func aSubscriberFindsARestartedPublisher() async throws {
            let first = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)])
            let address = try await first.address()
            let client = try await TestBox.start(2, peers: [address])
            try await first.publish([1], until: client)
            await first.network.shutdown()
            let second = try TestBox(
                1, publish: address.publish, catchUp: address.catchUp, allowed: [TestBox.key(2)])
            try await second.network.start()
            try await second.publish([2], until: client)
            try await client.ask(second.key)
            #expect(client.has(.disconnected, .publish, first.key))
        }

        @Test func aMessageOverTheLimitIsNotPublished() async throws {
            let server = try await TestBox.start(1, listen: Self.anywhere)
            let tooLarge = [UInt8](repeating: 0, count: PeerNetworkLimits.standard.blockMessageBytes + 1)
            #expect(await server.network.publish(.tips, tooLarge) == false)
            #expect(server.statistics.publishDropped == 1)
        }

        @Test func fourBoxesOfOneProcessHearEachOther() async throws {
            let numbers: [UInt8] = [1, 2, 3, 4]
            let keys = Set(try numbers.map(TestBox.key))
            var servers: [TestBox] = []
            for number in numbers {
                servers.append(try await TestBox.start(number, listen: Self.anywhere, allowed: keys))
            }
            var addresses: [PeerAddress] = []
            for server in servers { addresses.append(try await server.address()) }
            var clients: [TestBox] = []
            for number in numbers {
                let others = try addresses.filter { try $0.key != TestBox.key(number) }
                clients.append(try await TestBox.start(number, peers: others))
            }
            for (index, server) in servers.enumerated() {
                for client in clients where client.key != server.key {
                    try await server.publish([UInt8(index)], until: client)
                    try await client.ask(server.key)
                }
            }
            for client in clients {
                #expect(client.published.all.allSatisfy { addresses[Int($0.body[0])].key == $0.peer })
            }
        }

        @Test func aFullStreamDropsAndCounts() async throws {
            var limits = PeerNetworkLimits.standard
            limits.streamMessages = 10
            let server = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)])
            let configuration = PeerNetworkConfiguration(
                keyPair: try TestBox.keys(2), peers: [try await server.address()], limits: limits,
                timing: TestBox.fast)
            let client = try PeerNetwork(configuration, allowed: [])
            try await client.start()
            try await eventually("nothing is dropped") {
                await server.network.publish(.tips, [1])
                return client.statistics().publishedStreamDropped > 5
            }
            await client.shutdown()
            let left = await client.published.reduce(into: 0) { count, _ in count += 1 }
            #expect(left == 10)
        }
    }
}
