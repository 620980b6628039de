import CanonicalCBOR
import Foundation
import Identity
import PeerNetwork

/// A box that passes every question on to `substation`, and changes what it gives of snapshots' chunks.
actor LyingPeer {
    let publish: String
    let catchUp: String
    private let network: PeerNetwork
    private let substation: CurvePublicKey
    private(set) var lies = 0

    init(_ label: String, of zone: TestZone, follower: String) throws {
        self.publish = "tcp://127.0.0.1:\(try freePort())"
        self.catchUp = "tcp://127.0.0.1:\(try freePort())"
        let key = try SigningKey(seed: Self.bytes("seed: ", of: zone.folder.file("keys/\(label).key")))
        self.substation = try Self.publicKey("substation", zone)
        self.network = try PeerNetwork(
            PeerNetworkConfiguration(
                keyPair: try key.curveKeyPair(), publishEndpoint: self.publish, catchUpEndpoint: self.catchUp,
                peers: [
                    PeerAddress(
                        name: "substation", key: self.substation, publish: zone.publish, catchUp: zone.catchUp)
                ], topics: [.tips]),
            allowed: [try Self.publicKey(follower, zone)])
    }

    private static func publicKey(_ label: String, _ zone: TestZone) throws -> CurvePublicKey {
        guard let key = PublicKey(bytes: try Self.bytes("", of: zone.folder.file("keys/\(label).key.pub"))) else {
            throw CocoaError(.fileReadCorruptFile)
        }
        return try key.curvePublicKey()
    }

    /// Hexadecimal digits of the line that begins so.
    private static func bytes(_ prefix: String, of file: URL) throws -> [UInt8] {
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        for line in lines where line.hasPrefix(prefix) {
            if let digest = Digest(hex: String(line.dropFirst(prefix.count))) { return digest.bytes }
        }
        throw CocoaError(.fileReadCorruptFile)
    }

    func run() async throws {
        try await self.network.start()
        for await request in self.network.requests {
            let answer = try? await self.network.request(self.substation, request.body, timeout: .seconds(5))
            await self.network.reply(request.id, self.changed(answer ?? []))
        }
    }

    func stop() async { await self.network.shutdown() }

    /// A piece of a chunk is `[6, [total, bytes]]`; a head is one too, and longer than any chunk's first byte tells.
    private func changed(_ answer: [UInt8]) -> [UInt8] {
        guard case .array(let fields)? = try? CBOR(decoding: answer), fields.count == 2, fields[0] == .unsigned(6),
            case .array(let piece) = fields[1], piece.count == 2, case .bytes(var bytes) = piece[1],
            Self.isChunk(bytes)
        else { return answer }
        bytes[bytes.count - 1] ^= 1
        self.lies += 1
        return CBOR.array([.unsigned(6), .array([piece[0], .bytes(bytes)])]).encoded()
    }

    /// Entries are arrays of kind, number and bytes.
    private static func isChunk(_ bytes: [UInt8]) -> Bool {
        guard case .array(let entries)? = try? CBOR(decoding: bytes), case .array(let entry)? = entries.first else {
            return false
        }
        return entry.count == 3
    }
}
