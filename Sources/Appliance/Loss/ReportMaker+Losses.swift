import Contract

extension ReportMaker {
    /// What the box's own watch says; of nothing where nothing is watched.
    func lossReports(node: String?) async throws -> [LossReport] {
        guard let node else { return await self.losses?.reports(node: nil) ?? [] }
        let state = await self.node.snapshot()
        let reports = await self.losses?.reports(node: node) ?? []
        guard !reports.isEmpty || state.nodes.contains(where: { $0.label == node }) else {
            throw RequestRefusal(kind: .notFound, description: "no node '\(node)' on the chain or in `loss_detection`")
        }
        return reports
    }

    func lossPage(node: String?) async throws -> LossPageReport {
        guard let node, let html = await self.losses?.page(node: node) else {
            throw RequestRefusal(
                kind: .notFound,
                description:
                    "\(node ?? "nothing") is not watched by this box; `loss_detection` in its configuration lists nodes"
            )
        }
        return LossPageReport(html: html)
    }
}
