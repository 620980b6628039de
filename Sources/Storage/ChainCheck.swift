internal import Consensus
internal import Contract
internal import GRDB
internal import Identity
internal import Ledger

/// Reads a chain back and compares it with its own hashes; nothing is executed.
///
/// Everything is of one read transaction: a running service may append blocks meanwhile.
struct ChainCheck {
    let database: Database
    let path: String
    let genesis: Genesis

    /// The tip of a chain whose last blocks hold and whose state has the tip's root.
    func tip(last count: UInt64) throws -> ChainTip {
        let height = try ChainRows.height(self.database)
        let base = try ChainRows.base(self.database)
        let first = max(height > count ? height - count + 1 : 1, base + 1)
        let before = first > 1 ? try self.link(at: first - 1) : ChainTip(genesis: self.genesis)
        let tip = try self.walk(from: before, through: height)
        try self.checkRowCount(base > 0 ? height - base + 1 : height)
        try self.checkState(at: tip)
        return tip
    }

    /// The last height up to which the chain holds from its genesis.
    func lastGoodHeight() -> UInt64 {
        let base = (try? ChainRows.base(self.database)) ?? 0
        guard var tip = base > 0 ? try? self.link(at: base) : ChainTip(genesis: self.genesis) else { return 0 }
        while let next = try? self.walk(from: tip, through: tip.height + 1) { tip = next }
        return tip.height
    }

    private func link(at height: UInt64) throws -> ChainTip { ChainTip(try self.read(height).header) }

    private func read(_ height: UInt64) throws -> Block {
        let found = try ChainRows.blocks(from: height, count: 1, self.database).next()?.decoded(path: self.path)
        guard let found, found.block.header.height == height else {
            throw self.damaged("block \(height) is missing")
        }
        return found.block
    }

    private func damaged(_ found: String) -> StorageError {
        .damaged(file: self.path, found: found, goodThrough: nil)
    }

    private func walk(from start: ChainTip, through height: UInt64) throws -> ChainTip {
        var tip = start
        while tip.height < height {
            let header = try self.read(tip.height + 1).header
            guard header.parent == tip.hash, header.time > tip.time else {
                throw self.damaged("block \(header.height) does not follow block \(tip.height)")
            }
            tip = ChainTip(header)
        }
        return tip
    }

    private func checkRowCount(_ expected: UInt64) throws {
        let count = try Int64.fetchOne(self.database, sql: "SELECT count(*) FROM blocks")
        guard count == Int64(clamping: expected) else {
            throw self.damaged("\(count ?? 0) blocks where \(expected) should be")
        }
    }

    private func checkState(at tip: ChainTip) throws {
        var tree = StateTree()
        guard tree.update(try ChainRows.state(self.database, path: self.path)) else {
            throw self.damaged("the state has gaps")
        }
        let expected = tip.height == 0 ? try self.genesisRoot() : try self.read(tip.height).header.stateRoot
        guard tree.root == expected else {
            throw self.damaged(
                "the state has the root \(tree.root.hex), block \(tip.height) promises \(expected.hex)")
        }
    }

    private func genesisRoot() throws(StorageError) -> Digest {
        do throws(ContractError) {
            return try ContractState(genesis: self.genesis).root
        } catch {
            throw .failed(file: self.path, action: "execute the genesis", reason: "\(error)")
        }
    }
}
