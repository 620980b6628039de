/// The chain: tip, finality, validators, peers, both ledgers.
struct LedgerPage {
    let view: LedgerView
    let context: PageContext

    private var words: Vocabulary { self.context.words }

    var html: String {
        Frame(
            context: self.context, section: .ledger, title: self.words[.ledger],
            main: """
                <dl class="facts"><div><dt>\(self.words[.block])</dt><dd>\(self.view.height)</dd></div>\
                <div><dt>\(self.words[.blockTime])</dt><dd>\(self.context.time(self.view.tipTime))</dd></div>\
                <div><dt>\(self.words[.age])</dt><dd>\(self.view.tipAgeSeconds) s</dd></div>\
                <div><dt>\(self.words[.role])</dt>\
                <dd>\(self.words[self.view.isValidator ? .validator : .follower])</dd></div>\
                <div><dt>\(self.words[.waitingToSend])</dt><dd>\(self.view.outbox)</dd></div></dl>
                <p>\(self.words(.finality, "\(self.view.quorum)", "\(self.view.validators.count)"))</p>
                <details><summary>\(self.words[.hashes])</summary><dl class="hashes">\
                <dt>\(self.words[.tipHash])</dt><dd><code>\(self.view.tipHash)</code></dd>\
                <dt>\(self.words[.stateRoot])</dt><dd><code>\(self.view.stateRoot)</code></dd>\
                <dt>\(self.words[.genesis])</dt><dd><code>\(self.view.genesisHash)</code></dd></dl></details>
                \(self.validators)
                \(self.peers)
                \(self.blocks)
                """
        ).html
    }

    private var validators: Markup {
        let rows = self.view.validators.map { validator -> Markup in
            let own = validator.isThisBox ? " (\(self.words[.thisBox]))" : ""
            return """
                <tr><td>\(validator.label)\(own)</td>\
                <td class="figure">\(validator.signed)/\(validator.certificates)</td>\
                <td class="figure">\(validator.behind.map { "\($0)" } ?? "–")</td></tr>
                """
        }
        return self.context.table(.validators, [.name, .signed, .behind], rows, figures: [1, 2])
    }

    private var peers: Markup {
        let rows = self.view.peers.map { peer -> Markup in
            let badge = peer.isConnected ? Badge(.good, .connected) : Badge(.fault, .notConnected)
            return """
                <tr><td>\(peer.name)</td><td>\(self.context.badge(badge))<small>\(peer.problem ?? "")</small></td>\
                <td class="figure">\(peer.height.map { "\($0)" } ?? "–")</td></tr>
                """
        }
        return self.context.table(.peers, [.name, .state, .block], rows, empty: .noPeers, figures: [2])
    }

    private var blocks: Markup {
        let rows = self.view.blocks.map { block -> Markup in
            """
            <tr><td class="figure">\(block.height)</td><td>\(self.context.time(block.time))</td>\
            <td class="figure">\(block.energy)</td><td class="figure">\(block.payments)</td>\
            <td class="figure">\(block.signers)</td><td><details><summary>\(self.words[.hashes])</summary>\
            <code>\(block.hash)</code> <code>\(block.energyRoot)</code> <code>\(block.paymentRoot)</code></details></td></tr>
            """
        }
        return self.context.table(
            .newestBlocks, [.block, .blockTime, .energyLedger, .paymentLedger, .signatures, .hashes], rows,
            figures: [0, 2, 3, 4])
    }
}
