internal import Consensus
internal import Contract
internal import GRDB
internal import Identity
internal import Ledger

/// Reads a chain back and compares it with its own hashes; nothing is executed.
struct ChainCheck {
    let file: SQLiteFile
    let genesis: Genesis

    /// The tip of a chain of this height whose last blocks hold and whose state has the tip's root.
    func tip(height: UInt64, last count: UInt64) throws(StorageError) -> ChainTip {
        let first = height > count ? height - count + 1 : 1
        let before = first > 1 ? try self.link(at: first - 1) : ChainTip(genesis: self.genesis)
        let tip = try self.walk(from: before, through: height)
        try self.checkRowCount(height: height)
        try self.checkState(at: tip)
        return tip
    }

    /// The last height up to which the chain holds from its genesis.
    func lastGoodHeight(through height: UInt64) -> UInt64 {
        var tip = ChainTip(genesis: self.genesis)
        while tip.height < height {
            do throws(StorageError) {
                tip = try self.walk(from: tip, through: tip.height + 1)
            } catch {
                break
            }
        }
        return tip.height
    }

    private func link(at height: UInt64) throws(StorageError) -> ChainTip {
        ChainTip(try self.read(height).header)
    }

    private func read(_ height: UInt64) throws(StorageError) -> Block {
        let found = try self.file.read("read block \(height)") { database in
            try ChainRows.blocks(from: height, count: 1, database).next()?.decoded(path: self.file.path)
        }
        guard let found, found.block.header.height == height else {
            throw .damaged(file: self.file.path, found: "block \(height) is missing", goodThrough: nil)
        }
        return found.block
    }

    private func walk(from start: ChainTip, through height: UInt64) throws(StorageError) -> ChainTip {
        var tip = start
        while tip.height < height {
            let header = try self.read(tip.height + 1).header
            guard header.parent == tip.hash, header.time > tip.time else {
                throw .damaged(
                    file: self.file.path, found: "block \(header.height) does not follow block \(tip.height)",
                    goodThrough: nil)
            }
            tip = ChainTip(header)
        }
        return tip
    }

    private func checkRowCount(height: UInt64) throws(StorageError) {
        let count = try self.file.read("count the blocks") {
            try Int64.fetchOne($0, sql: "SELECT count(*) FROM blocks")
        }
        guard count == Int64(clamping: height) else {
            throw .damaged(
                file: self.file.path, found: "\(count ?? 0) blocks up to height \(height)", goodThrough: nil)
        }
    }

    private func checkState(at tip: ChainTip) throws(StorageError) {
        let entries = try self.file.read("read the state") { try ChainRows.state($0, path: self.file.path) }
        var tree = StateTree()
        guard tree.update(entries) else {
            throw .damaged(file: self.file.path, found: "the state has gaps", goodThrough: nil)
        }
        let expected =
            if tip.height == 0 {
                try self.genesisRoot()
            } else {
                try self.read(tip.height).header.stateRoot
            }
        guard tree.root == expected else {
            throw .damaged(
                file: self.file.path,
                found: "the state has the root \(tree.root.hex), block \(tip.height) promises \(expected.hex)",
                goodThrough: nil)
        }
    }

    private func genesisRoot() throws(StorageError) -> Digest {
        do throws(ContractError) {
            return try ContractState(genesis: self.genesis).root
        } catch {
            throw .failed(file: self.file.path, action: "execute the genesis", reason: "\(error)")
        }
    }
}
