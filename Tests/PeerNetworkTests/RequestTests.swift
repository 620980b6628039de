import CZeroMQ
import Identity
import PeerNetwork
import Testing

extension PeerNetworkTests {
    @Suite struct Requests {
        private static let anywhere = "tcp://127.0.0.1:*"

        private static func pair(
            limits: PeerNetworkLimits = .standard, clientLimits: PeerNetworkLimits = .standard,
            answer: @escaping @Sendable (PeerRequest) -> [UInt8]? = { $0.body }
        ) async throws -> (server: TestBox, client: TestBox) {
            let server = try await TestBox.start(
                1, listen: Self.anywhere, allowed: [TestBox.key(2)], limits: limits, answer: answer)
            let client = try await TestBox.start(2, peers: [server.address()], limits: clientLimits)
            try await client.waitForLinks(to: server.key)
            return (server, client)
        }

        @Test func aLargeReplyArrivesWhole() async throws {
            let large = (0..<900_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            let (server, client) = try await Self.pair { $0.body == [9] ? large : nil }
            let reply = try await client.network.request(server.key, [9], timeout: .seconds(20))
            #expect(reply == large)
            #expect(server.statistics.repliesSent == 1)
        }

        @Test func theServerKnowsWhoAsks() async throws {
            let asked = try TestBox.key(2).bytes
            let (server, client) = try await Self.pair { $0.peer.bytes }
            #expect(try await client.network.request(server.key, [], timeout: .seconds(10)) == asked)
        }

        @Test func manyRequestsAtOnceGetTheirOwnReplies() async throws {
            let (server, client) = try await Self.pair()
            for round in 0..<100 as Range<UInt8> {
                await withTaskGroup(of: Bool.self) { group in
                    for number in 0..<8 as Range<UInt8> {
                        group.addTask {
                            let reply = try? await client.network.request(
                                server.key, [round, number], timeout: .seconds(10))
                            return reply == [round, number]
                        }
                    }
                    for await isRight in group { #expect(isRight) }
                }
            }
            #expect(server.statistics.repliesDropped == 0)
        }

        @Test func aSilentPeerIsATimeOut() async throws {
            let (server, client) = try await Self.pair { _ in nil }
            let error = await client.refusal(of: server.key, timeout: .milliseconds(50))
            #expect(error == .timedOut(server.key, after: .milliseconds(50)))
        }

        @Test func aPeerThatIsDownIsAnErrorAtOnce() async throws {
            let (server, client) = try await Self.pair { _ in nil }
            let address = try await server.address()
            async let waiting = client.refusal(of: server.key, timeout: .seconds(60))
            try await eventually("the request never arrives") { server.statistics.requestsReceived == 1 }
            await server.network.shutdown()
            let down = PeerNetworkError.peerDown(server.key, endpoint: address.catchUp)
            #expect(await waiting == down)
            #expect(await client.refusal(of: server.key) == down)
            #expect(down.description.contains(address.catchUp))
        }

        @Test func creditBoundsWhatWaits() async throws {
            var limits = PeerNetworkLimits.standard
            limits.outstandingRequests = 2
            let (server, client) = try await Self.pair(clientLimits: limits) { _ in nil }
            let waiting = Task { [client] in
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<2 {
                        group.addTask { _ = await client.refusal(of: server.key, timeout: .seconds(60)) }
                    }
                }
            }
            try await eventually("the requests never arrive") { server.statistics.requestsReceived == 2 }
            #expect(await client.refusal(of: server.key) == .tooManyRequests(server.key, limit: 2))
            waiting.cancel()
            await waiting.value
        }

        @Test func aServerRefusesWhatIsOverItsCredit() async throws {
            var limits = PeerNetworkLimits.standard
            limits.outstandingRequests = 2
            let (server, client) = try await Self.pair(limits: limits) { _ in nil }
            let waiting = Task { [client] in
                await withTaskGroup(of: Void.self) { group in
                    for _ in 0..<2 {
                        group.addTask { _ = await client.refusal(of: server.key, timeout: .seconds(60)) }
                    }
                }
            }
            try await eventually("the requests never arrive") { server.statistics.requestsReceived == 2 }
            #expect(await client.refusal(of: server.key) == .refused(server.key, .busy))
            #expect(server.statistics.requestsRefused == 1)
            waiting.cancel()
            await waiting.value
        }

        @Test func aCancelledTaskEndsItsRequest() async throws {
            let (server, client) = try await Self.pair { _ in nil }
            let waiting = Task { await client.refusal(of: server.key, timeout: .seconds(60)) }
            try await eventually("the request never arrives") { server.statistics.requestsReceived == 1 }
            waiting.cancel()
            #expect(await waiting.value == .cancelled)
        }

        @Test func sizesAreCheckedOnBothSides() async throws {
            let limits = PeerNetworkLimits.standard
            let tooLarge = [UInt8](repeating: 0, count: limits.blockMessageBytes + 1)
            let (server, client) = try await Self.pair { $0.body.isEmpty ? tooLarge : $0.body }
            #expect(await client.refusal(of: server.key, []) == .refused(server.key, .replyTooLarge))
            let request = [UInt8](repeating: 0, count: limits.controlMessageBytes + 1)
            let error = PeerNetworkError.messageTooLarge(bytes: request.count, limit: limits.controlMessageBytes)
            #expect(await client.refusal(of: server.key, request) == error)
            let largest = [UInt8](repeating: 5, count: limits.controlMessageBytes)
            #expect(try await client.network.request(server.key, largest, timeout: .seconds(10)) == largest)
        }

        @Test func aStrangersKeyIsAnUnknownPeer() async throws {
            let (_, client) = try await Self.pair()
            #expect(await client.refusal(of: try TestBox.key(9)) == .unknownPeer(try TestBox.key(9)))
        }

        @Test func repliesThatNobodyAskedForAreIgnored() async throws {
            let server = try RawSocket(ZMQ_ROUTER)
            let endpoint = try server.serve(as: TestBox.keys(1), at: Self.anywhere)
            let address = PeerAddress(
                name: "enemy", key: try TestBox.key(1), publish: "ipc:///nowhere/gridtally", catchUp: endpoint)
            let client = try await TestBox.start(2, peers: [address])
            try await eventually("no link") { client.has(.connected, .catchUp) }
            async let answer = client.network.request(address.key, [4], timeout: .seconds(20))
            var frames: [[UInt8]] = []
            try await eventually("no request arrives") {
                if let frame = server.receive() { frames.append(frame) }
                return frames.count == 2
            }
            #expect(frames[1] == [1, 0, 0, 0, 0, 0, 0, 0, 1, 4])
            #expect(server.send([frames[0], [2, 0, 0, 0, 0, 0, 0, 0, 99, 4]]))
            #expect(server.send([frames[0], [2, 0]]))
            #expect(server.send([frames[0], [2, 0, 0, 0, 0, 0, 0, 0, 1, 5]]))
            #expect(server.send([frames[0], [2, 0, 0, 0, 0, 0, 0, 0, 1, 6]]))
            #expect(try await answer == [5])
            try await eventually("not counted") {
                client.statistics.repliesIgnored == 2 && client.statistics.malformedDropped == 1
            }
        }
    }
}
