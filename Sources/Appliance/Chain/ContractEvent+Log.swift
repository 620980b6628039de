import Contract

extension ContractEvent {
    /// True for what a crew wants to see in the log; registration and readings are routine.
    var concernsPeople: Bool {
        switch self {
        case .billClosed(_, _, _, _, _, _, _, _, let problem): problem != nil
        case .ratiosReported(_, _, _, let expected, _): expected != nil
        case .transactionFailed, .tariffSet, .policySet, .noticeServed, .orderIssued, .orderRevoked, .protectionSet,
            .relayReported, .meterReported, .findingRaised, .findingClosed, .findingFiled, .findingJudged,
            .lossModelSet, .validatorsSet, .evidenceRecorded,
            .keyRotated, .keyRevoked, .noticeDue, .orderAwaitsSignature, .ordersReleased, .calendarSet, .disputeOpened,
            .disputeDecided, .billHeld, .voucherUsed, .voucherReopened, .voucherUnsettled:
            true
        case .principalRegistered, .nodeRegistered, .meterRegistered, .accountOpened, .accountAmended, .meterAmended,
            .readingsBooked, .paymentRecorded, .permitGranted, .findingUpdated, .depositRecorded, .paymentReversed,
            .permitShortened, .holderSet, .paidFromCredit, .voucherSettled:
            false
        }
    }
}
