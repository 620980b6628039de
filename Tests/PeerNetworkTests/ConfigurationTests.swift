import PeerNetwork
import Testing

extension PeerNetworkTests {
    @Suite struct Configuration {
        @Test(arguments: [
            "", "tcp://", "tcp://host", "tcp://:5750", "tcp://host:", "tcp://host:65536", "tcp://host:-1",
            "tcp://host:port", "udp://host:1", "inproc://name", "ipc://", "ipc://*", "host:5750", "tcp://ho st:1",
            "tcp://\u{0}:1", "ipc://" + String(repeating: "x", count: 108),
            "tcp://" + String(repeating: "x", count: 300) + ":1",
        ])
        func aBadEndpointIsNamed(endpoint: String) throws {
            do {
                _ = try TestBox(1, publish: endpoint, catchUp: nil)
                Issue.record("took \(endpoint)")
            } catch PeerNetworkError.badEndpoint(let named, _) {
                #expect(named == endpoint)
            }
        }

        @Test(arguments: ["tcp://*:5750", "tcp://host:*", "tcp://host:0", "ipc://*"])
        func nobodyConnectsToAWildcard(endpoint: String) throws {
            let peer = PeerAddress(
                name: "peer", key: try TestBox.key(2), publish: endpoint, catchUp: "tcp://127.0.0.1:5751")
            #expect(throws: PeerNetworkError.self) { try TestBox(1, publish: nil, catchUp: nil, peers: [peer]) }
        }

        @Test func aPeerWithOurKeyOrAnothersIsRefused() throws {
            let peer = { (number: UInt8) in
                PeerAddress(
                    name: "peer", key: try TestBox.key(number), publish: "tcp://127.0.0.1:5750",
                    catchUp: "tcp://127.0.0.1:5751")
            }
            #expect(throws: PeerNetworkError.self) {
                try TestBox(1, publish: nil, catchUp: nil, peers: [try peer(1)])
            }
            #expect(throws: PeerNetworkError.self) {
                try TestBox(1, publish: nil, catchUp: nil, peers: [try peer(2), try peer(2)])
            }
        }

        @Test func limitsThatCannotHoldAMessageAreRefused() throws {
            var limits = PeerNetworkLimits.standard
            limits.streamBytesPerPeer = limits.blockMessageBytes - 1
            #expect(throws: PeerNetworkError.self) { try TestBox(1, publish: nil, catchUp: nil, limits: limits) }
        }
    }
}
