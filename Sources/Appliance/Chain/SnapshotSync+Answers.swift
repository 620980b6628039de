import CanonicalCBOR
import Identity
import Ledger

/// What peers answered.
extension SnapshotSync {
    /// A peer's answer to a question; nil where there was none in time.
    mutating func answered(
        _ answer: PeerAnswer?, to question: Question, from peer: Int, tip: UInt64, announced: UInt64, at now: Int64
    ) -> [Effect] {
        guard let asked = self.peers[peer].asked, asked.question == question else { return [] }
        self.peers[peer].asked = nil
        var effects: [Effect] = []
        do throws(SnapshotFault) {
            switch (answer, asked.part) {
            case (nil, _): throw .noAnswer
            case (.refused(let reason), _): throw .refused(reason)
            case (.snapshot(let offer), nil): try self.take(offer, from: peer, tip)
            case (.piece(nil), let part?):
                guard part.name != self.search?.choice?.offer.head else { throw .withdrawn }
                // It made another snapshot meanwhile, or never had this one.
                self.peers[peer].lacks.insert(part.name)
            case (.piece(let piece?), let part?): effects += try self.take(piece, of: part, from: peer, at: now)
            default: throw .otherAnswer
            }
        } catch {
            effects.append(self.blame(peer, error, at: now))
        }
        return effects + self.tick(tip: tip, announced: announced, at: now)
    }

    private mutating func take(_ offer: SnapshotOffer?, from peer: Int, _ tip: UInt64) throws(SnapshotFault) {
        guard let offer else { return self.peers[peer].offer = .nothing }
        let needed = self.needed(tip)
        guard offer.height >= needed else { throw .older(offered: offer.height, needed: needed) }
        guard self.search?.lost.contains(offer.head) != true else { return self.peers[peer].offer = .useless }
        self.peers[peer].offer = .offered(offer)
    }

    private mutating func take(
        _ piece: SnapshotPiece, of part: SnapshotPart, from peer: Int, at now: Int64
    ) throws(SnapshotFault) -> [Effect] {
        // Another snapshot was chosen meanwhile.
        guard let choice = self.search?.choice, Self.isWanted(part.name, of: choice) else { return [] }
        var part = part
        guard try part.take(piece) else {
            self.peers[peer].asked = (part.question, now, part)
            return [.ask(peer: peer, part.question)]
        }
        let effects =
            choice.head == nil
            ? try self.take(head: part.bytes, choice) : try self.take(chunk: part.bytes, part.name, choice, at: now)
        self.peers[peer].faults = 0
        return effects + self.finishIfWhole(at: now)
    }

    private static func isWanted(_ name: Digest, of choice: Choice) -> Bool {
        choice.head == nil ? name == choice.offer.head : choice.wanted.contains { $0.root == name }
    }

    private mutating func take(head bytes: [UInt8], _ choice: Choice) throws(SnapshotFault) -> [Effect] {
        guard Digest.sha256(bytes) == choice.offer.head else { throw .otherHead }
        let head: SnapshotHead
        do throws(CBORError) { head = try SnapshotHead(decoding: bytes) } catch { throw .unreadable(error) }
        do throws(SnapshotError) { try head.verify(self.genesis) } catch { throw .notProved(error) }
        let height = head.block.block.header.height
        guard height == choice.offer.height else { throw .otherHeight(offered: choice.offer.height, found: height) }
        let chunks = head.chunks
        let known = Set(chunks.map(\.root))
        self.held = self.held.filter { known.contains($0.key) }
        let wanted = chunks.filter { self.held[$0.root] == nil }
        self.search?.choice = Choice(offer: choice.offer, head: head, wanted: wanted)
        return [.proved(height: height, chunks: wanted.count)]
    }

    private mutating func take(
        chunk bytes: [UInt8], _ name: Digest, _ choice: Choice, at now: Int64
    ) throws(SnapshotFault) -> [Effect] {
        guard let index = choice.wanted.firstIndex(where: { $0.root == name }) else { return [] }
        let chunk = choice.wanted[index]
        let entries: [StateEntry]
        do throws(CBORError) { entries = try SnapshotChunk.decode(bytes) } catch { throw .unreadable(error) }
        guard chunk.matches(entries) else { throw .wrongChunk(chunk) }
        self.held[name] = entries
        self.search?.choice?.wanted.remove(at: index)
        self.search?.lastProgress = now
        self.failures = 0
        return []
    }

    private mutating func finishIfWhole(at now: Int64) -> [Effect] {
        guard let choice = self.search?.choice, let head = choice.head, choice.wanted.isEmpty else { return [] }
        let entries = head.chunks.flatMap { self.held[$0.root] ?? [] }
        // The snapshot is taken in before anything is decided again; a new search needs a reason of its own.
        self.end(restUntil: now + Self.patienceNanoseconds)
        return [.take(head, entries)]
    }
}
