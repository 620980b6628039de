import PeerNetwork
import Testing

extension PeerNetworkTests {
    @Suite struct Lifecycle {
        private static let anywhere = "tcp://127.0.0.1:*"

        private static func round(shutdown: Bool) async throws {
            let server = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)])
            let client = try await TestBox.start(2, peers: [server.address()])
            try await client.waitForLinks(to: server.key)
            guard shutdown else { return }
            await client.network.shutdown()
            await server.network.shutdown()
        }

        @Test(arguments: [true, false])
        func nothingIsLeftAfterManyRounds(shutdown: Bool) async throws {
            try await Self.round(shutdown: true)
            try await eventually("a thread is left") { ProcessCounts.threads(named: "gt-network") == 0 }
            let before = ProcessCounts.descriptors
            let rounds = 30
            for _ in 0..<rounds { try await Self.round(shutdown: shutdown) }
            try await eventually("threads are left") { ProcessCounts.threads(named: "gt-network") == 0 }
            // A leak would be one descriptor a round at least; other tests may open a few.
            try await eventually("descriptors are left") { ProcessCounts.descriptors < before + rounds / 2 }
            #expect(ProcessCounts.threads(named: "gt-zap") == 1)
        }

        @Test func aShutdownEndsStreamsAndRequests() async throws {
            let server = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)]) { _ in nil }
            let configuration = PeerNetworkConfiguration(
                keyPair: try TestBox.keys(2), peers: [try await server.address()], timing: TestBox.fast)
            let client = try PeerNetwork(configuration, allowed: [])
            try await client.start()
            var events = client.events.makeAsyncIterator()
            var links = 0
            while links < 2, let event = await events.next() { links += event.kind == .connected ? 1 : 0 }
            let request = Task {
                do throws(PeerNetworkError) {
                    _ = try await client.request(server.key, [1], timeout: .seconds(60))
                    return nil as PeerNetworkError?
                } catch {
                    return error
                }
            }
            try await eventually("the request never arrives") { server.statistics.requestsReceived == 1 }
            await client.shutdown()
            #expect(await request.value == .notRunning)
            for await _ in client.published {}
            for await _ in client.requests {}
            while await events.next() != nil {}
            await client.shutdown()
            await #expect(throws: PeerNetworkError.alreadyStarted) { try await client.start() }
        }

        @Test("a connection that something between has forgotten is made anew", arguments: Channel.allCases)
        func forgotten(channel: Channel) async throws {
            let server = try await TestBox.start(1, listen: Self.anywhere, allowed: [TestBox.key(2)])
            let address = try await server.address()
            let tap = try Tap(to: channel == .publish ? address.publish : address.catchUp)
            let throughTap = PeerAddress(
                name: "server", key: server.key, publish: channel == .publish ? tap.endpoint : address.publish,
                catchUp: channel == .catchUp ? tap.endpoint : address.catchUp)
            let client = try await TestBox.start(2, peers: [throughTap])
            func waitForConnections(_ count: Int) async throws {
                try await eventually("no connection \(count)") {
                    try tap.pump()
                    return client.events.all.count { $0.kind == .connected && $0.channel == channel } == count
                }
            }
            try await waitForConnections(1)
            tap.forget()
            async let asked: Void = {
                for _ in 0..<2 { _ = await client.refusal(of: server.key, timeout: .milliseconds(300)) }
            }()
            try await waitForConnections(2)
            await asked
        }

        @Test func aPortInUseIsNamed() async throws {
            let first = try await TestBox.start(1, listen: Self.anywhere)
            let endpoint = try #require(await first.network.boundPublishEndpoint)
            let second = try TestBox(2, publish: endpoint, catchUp: nil)
            await #expect(throws: PeerNetworkError.endpointInUse(endpoint)) { try await second.network.start() }
            #expect(PeerNetworkError.endpointInUse(endpoint).description.contains(endpoint))
        }

        @Test func anAddressOfAnotherMachineIsNamed() async throws {
            let box = try TestBox(1, publish: nil, catchUp: "tcp://203.0.113.1:5751")
            do {
                try await box.network.start()
                Issue.record("bound an address of another machine")
            } catch PeerNetworkError.cannotBind(let endpoint, _) {
                #expect(endpoint == "tcp://203.0.113.1:5751")
            }
        }
    }
}
