package floor

// ScanIndex gives where the i-th column of a row goes.
func (x *participant) ScanIndex(i int) any {
	switch i {
	case 0:
		return &x.Municipality
	case 1:
		return &x.Name
	case 2:
		return &x.JoinedAt
	case 3:
		return &x.JoinedWhy
	case 4:
		return &x.LeftAt
	case 5:
		return &x.LeftWhy
	case 6:
		return &x.Earlier
	default:
		return &x.Successors
	}
}

// ScanNull is of no use: every part is a row.
func (*participant) ScanNull() error { return nil }

// ScanIndex gives where the i-th column of a row goes.
func (x *period) ScanIndex(i int) any {
	switch i {
	case 0:
		return &x.JoinedAt
	case 1:
		return &x.JoinedWhy
	case 2:
		return &x.LeftAt
	default:
		return &x.LeftWhy
	}
}

// ScanNull is of no use: every part is a row.
func (*period) ScanNull() error { return nil }

// ScanIndex gives where the i-th column of a row goes.
func (x *reference) ScanIndex(i int) any {
	switch i {
	case 0:
		return &x.Organisation
	case 1:
		return &x.CaseNumber
	default:
		return &x.ArchiveNumber
	}
}

// ScanNull is of no use: every part is a row.
func (*reference) ScanNull() error { return nil }

// ScanIndex gives where the i-th column of a row goes.
func (x *link) ScanIndex(i int) any {
	switch i {
	case 0:
		return &x.Serial
	case 1:
		return &x.MandateVersion
	case 2:
		return &x.Title
	case 3:
		return &x.Address
	case 4:
		return &x.Kind
	default:
		return &x.AddedAt
	}
}

// ScanNull is of no use: every part is a row.
func (*link) ScanNull() error { return nil }

// ScanIndex gives where the i-th column of a row goes.
func (x *decision) ScanIndex(i int) any {
	switch i {
	case 0:
		return &x.Serial
	case 1:
		return &x.Organisation
	case 2:
		return &x.Body
	case 3:
		return &x.BodyName
	case 4:
		return &x.Date
	case 5:
		return &x.CaseNumber
	case 6:
		return &x.Subject
	case 7:
		return &x.Item
	case 8:
		return &x.RecordedAt
	case 9:
		return &x.WithdrawnAt
	default:
		return &x.WithdrawnWhy
	}
}

// ScanNull is of no use: every part is a row.
func (*decision) ScanNull() error { return nil }
