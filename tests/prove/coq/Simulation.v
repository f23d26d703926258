(** The translation preserves behaviour: for every program whose functions all translate, every call of every
    function with every number of steps gives the same results and state, the same trap, or runs out of steps on
    both sides. Since the steps are the same, one side diverges exactly if the other does. *)

Require Import List Arith Bool Lia. Import ListNotations.
From IncludeWasm Require Import Host Rust Translate.
From IncludeWasm Require Wasm.
Import Wasm (instr, Const, Pure, Eff, LocalGet, LocalSet, Drop, Call, Unreachable, Br, BrIf, BrTable, Block, Loop, If, func, WNext, WBranch, WTrap, WSteps).

Section Simulation.
Context {H : Host}.
Variable funcs : nat -> option func.

Notation rfuncs := (comp_funcs funcs).
Notation exec := (Rust.exec rfuncs).
Notation step := (Wasm.step funcs).
Notation comp := (Translate.comp funcs).
Notation sequence := (Translate.sequence (Translate.comp funcs)).

Ltac parts := repeat match goal with |- _ /\ _ => split end.

Definition agree (n : nat) (t t' : nat -> val) := forall i, i < n -> t' i = t i.

Lemma agree_refl n t : agree n t t. Proof. now intros i _. Qed.
Lemma agree_trans n t t' t'' : agree n t t' -> agree n t' t'' -> agree n t t''.
Proof. intros A B i Hi. rewrite B, A; auto. Qed.
Lemma agree_less n n' t t' : n' <= n -> agree n t t' -> agree n' t t'.
Proof. intros L A i Hi. apply A. lia. Qed.

(** ** Expressions *)

Fixpoint bounded (n : nat) (e : expr) : bool :=
  match e with
  | ETemp i => i <? n
  | EPure _ es => forallb (bounded n) es
  | _ => true
  end.

Notation all_bounded n st := (Forall (fun e => bounded n e = true) st).
Notation none_mentions w st := (Forall (fun e => mentions w e = false) st).

Section ExprInduction.
  Variable P : expr -> Prop.
  Hypothesis Pc : forall v, P (EConst v).
  Hypothesis Pl : forall i, P (ELocal i).
  Hypothesis Pt : forall i, P (ETemp i).
  Hypothesis Pp : forall o es, Forall P es -> P (EPure o es).
  Fixpoint expr_induction (e : expr) : P e :=
    match e with
    | EConst v => Pc v
    | ELocal i => Pl i
    | ETemp i => Pt i
    | EPure o es =>
        Pp o es ((fix each l : Forall P l :=
          match l with [] => Forall_nil P | x :: l' => Forall_cons x (expr_induction x) (each l') end) es)
    end.
End ExprInduction.

Lemma eval_agree n t t' l e : bounded n e = true -> agree n t t' -> eval t' l e = eval t l e.
Proof.
  intros B A. revert B. induction e as [v|i|i|o es IH] using expr_induction; simpl; intros B; auto.
  - apply A. now apply Nat.ltb_lt.
  - f_equal. induction IH as [|e es He _ IHes]; simpl in *; auto.
    apply andb_prop in B as (B1 & B2). now rewrite He, IHes.
Qed.

Lemma eval_local t l i v e : mentions (Some i) e = false -> eval t (update l i v) e = eval t l e.
Proof.
  induction e as [w|j|j|o es IH] using expr_induction; simpl; intros B; auto.
  - unfold update. rewrite Nat.eqb_sym. now rewrite B.
  - f_equal. induction IH as [|e es He _ IHes]; simpl in *; auto.
    apply orb_false_elim in B as (B1 & B2). now rewrite He, IHes.
Qed.

Lemma eval_no_local t l l' e : mentions None e = false -> eval t l' e = eval t l e.
Proof.
  induction e as [w|j|j|o es IH] using expr_induction; simpl; intros B; auto; try discriminate.
  f_equal. induction IH as [|e es He _ IHes]; simpl in *; auto.
  apply orb_false_elim in B as (B1 & B2). now rewrite He, IHes.
Qed.

Lemma map_agree n t t' l st : all_bounded n st -> agree n t t' -> map (eval t' l) st = map (eval t l) st.
Proof. intros B A. apply map_ext_Forall. eapply Forall_impl; [|exact B]. intros e He. now apply eval_agree with n. Qed.
Lemma map_local t l i v st : none_mentions (Some i) st -> map (eval t (update l i v)) st = map (eval t l) st.
Proof. intros B. apply map_ext_Forall. eapply Forall_impl; [|exact B]. intros e He. now apply eval_local. Qed.
Lemma map_no_local t l l' st : none_mentions None st -> map (eval t l') st = map (eval t l) st.
Proof. intros B. apply map_ext_Forall. eapply Forall_impl; [|exact B]. intros e He. now apply eval_no_local. Qed.

Lemma bounded_more n n' e : n <= n' -> bounded n e = true -> bounded n' e = true.
Proof.
  intros L. induction e as [w|j|j|o es IH] using expr_induction; simpl; intros B; auto.
  - apply Nat.ltb_lt in B. apply Nat.ltb_lt. lia.
  - induction IH as [|e es He _ IHes]; simpl in *; auto.
    apply andb_prop in B as (B1 & B2). now rewrite He, IHes.
Qed.
Lemma all_bounded_more n n' st : n <= n' -> all_bounded n st -> all_bounded n' st.
Proof. intros L B. eapply Forall_impl; [|exact B]. intros e. now apply bounded_more. Qed.
Lemma Forall_firstn {A} (P : A -> Prop) k l : Forall P l -> Forall P (firstn k l).
Proof. intros F. revert k. induction F; intros [|k]; simpl; auto. Qed.
Lemma Forall_skipn {A} (P : A -> Prop) k l : Forall P l -> Forall P (skipn k l).
Proof. intros F. revert k. induction F; intros [|k]; simpl; auto. Qed.

(** ** Temporaries *)

Lemma bind_other t ts vs i : ~ In i ts -> bind t ts vs i = t i.
Proof.
  revert t vs. induction ts as [|x ts IH]; intros t [|v vs] N; simpl in *; auto.
  rewrite IH by tauto. unfold update. destruct (Nat.eqb i x) eqn:E; auto. apply Nat.eqb_eq in E. subst; tauto.
Qed.
Lemma bind_agree t n k vs : agree n t (bind t (seq n k) vs).
Proof. intros i Hi. apply bind_other. rewrite in_seq. lia. Qed.
Lemma bind_values n k : forall t l vs, length vs = k -> map (eval (bind t (seq n k) vs) l) (map ETemp (seq n k)) = vs.
Proof.
  revert n. induction k; intros n t l [|v vs] L; simpl in *; try lia; auto. f_equal.
  - rewrite bind_other by (rewrite in_seq; lia). unfold update. now rewrite Nat.eqb_refl.
  - apply IHk. lia.
Qed.
Lemma temps_bounded n k : all_bounded (n + k) (map ETemp (seq n k)).
Proof. apply Forall_forall. intros e He. apply in_map_iff in He as (i & <- & Hi). apply in_seq in Hi. apply Nat.ltb_lt. lia. Qed.

Lemma rseq_app go a b t l m :
  rseq go (a ++ b) t l m = match rseq go a t l m with RNext t' l' m' => rseq go b t' l' m' | o => o end.
Proof. revert t l m. induction a as [|i a IH]; intros; simpl; auto. destruct (go i t l m); auto. Qed.
Lemma region_app go a b x t l m :
  region go (a ++ b) x t l m = match rseq go a t l m with RNext t' l' m' => region go b x t' l' m' | o => o end.
Proof. unfold region. rewrite rseq_app. destruct (rseq go a t l m); auto. Qed.

Lemma spill_ok w : forall st n cs st1 n1, spill w n st = (cs, st1, n1) -> all_bounded n st ->
  n <= n1 /\ all_bounded n1 st1 /\ none_mentions w st1 /\ length st1 = length st /\
  forall k t l m, exists t', rseq (exec k) cs t l m = RNext t' l m /\ agree n t t' /\ map (eval t' l) st1 = map (eval t l) st.
Proof.
  induction st as [|e st IH]; intros n cs st1 n1 E B; simpl in E.
  - inversion E; subst. parts; auto. intros. exists t. parts; auto. apply agree_refl.
  - inversion B as [|? ? Be Bst]; subst. destruct (mentions w e) eqn:M.
    + destruct (spill w (S n) st) as [[cs0 st0] n0] eqn:Es. inversion E; subst; clear E.
      destruct (IH _ _ _ _ Es) as (L & B1 & N1 & Len & Run). { apply all_bounded_more with n; auto. }
      parts; simpl; try lia.
      * constructor; auto. simpl. apply Nat.ltb_lt. lia.
      * constructor; auto.
      * intros k t l m. destruct (Run k (update t n (eval t l e)) l m) as (t' & R & A & V). exists t'.
        assert (A0 : agree n t (update t n (eval t l e))).
        { intros i Hi. unfold update. destruct (Nat.eqb i n) eqn:Q; auto. apply Nat.eqb_eq in Q. lia. }
        split; [|split].
        -- destruct k; exact R.
        -- apply agree_trans with (update t n (eval t l e)); auto. apply agree_less with (S n); auto.
        -- simpl. f_equal. { rewrite A by lia. unfold update. now rewrite Nat.eqb_refl. }
           rewrite V. now apply map_agree with n.
    + destruct (spill w n st) as [[cs0 st0] n0] eqn:Es. inversion E; subst; clear E.
      destruct (IH _ _ _ _ Es Bst) as (L & B1 & N1 & Len & Run). parts; simpl; auto; try lia.
      * constructor; auto. now apply bounded_more with n.
      * intros k t l m. destruct (Run k t l m) as (t' & R & A & V). exists t'. parts; auto.
        f_equal; auto. now apply eval_agree with n.
Qed.

(** ** Simulation *)

(** An outcome of the source that leaves the region, and the target's. *)
Definition leaves (c : list label) (n : nat) (t : nat -> val) (o : Wasm.wout) (p : rout) : Prop :=
  match o with
  | WNext _ _ _ => False
  | WBranch d s l m => exists b t', nth_error c d = Some b /\ arity b <= length s /\
      p = RJump (is_loop b) (length c - 1 - d) (firstn (arity b) s) t' l m /\ agree n t t'
  | WTrap => p = RTrap
  | WSteps => p = RSteps
  end.

(** For an instruction. *)
Definition matches c n t (a : after) (o : Wasm.wout) (p : rout) : Prop :=
  match o with
  | WNext s l m =>
      match a with
      | Next n' st' => exists t', p = RNext t' l m /\ s = map (eval t' l) st' /\ agree n t t'
      | End _ => False
      end
  | _ => leaves c n t o p
  end.

(** For a sequence: its value is what it leaves on the stack. *)
Definition yields c n t (x : ending) (o : Wasm.wout) (p : rout) : Prop :=
  match o with
  | WNext s l m => exists es t', x = Fall es /\ length es = length s /\ p = RFall s t' l m /\ agree n t t'
  | _ => leaves c n t o p
  end.

Definition run k cs (a : after) t l m : rout :=
  match a with Next _ _ => rseq (exec k) cs t l m | End x => region (exec k) cs x t l m end.

Definition instr_ok k i := forall c n st cs a t l m, comp c n st i = Some (cs, a) -> all_bounded n st ->
  matches c n t a (step k i (map (eval t l) st) l m) (run k cs a t l m).
Definition seq_ok k b := forall c n st cs x t l m, sequence c n st b = Some (cs, x) -> all_bounded n st ->
  yields c n t x (Wasm.steps funcs k b (map (eval t l) st) l m) (region (exec k) cs x t l m).

Lemma leaves_less c n n' t t' o p : n' <= n -> agree n' t t' -> leaves c n t' o p -> leaves c n' t o p.
Proof.
  intros L A. destruct o; simpl; auto. intros (b & t1 & N & Len & P & A1). exists b, t1. parts; auto.
  apply agree_trans with t'; auto. now apply agree_less with n.
Qed.

(** Operands and temporaries stay in bounds. *)
Lemma comp_bounded i c n st cs n' st' : comp c n st i = Some (cs, Next n' st') -> all_bounded n st ->
  n <= n' /\ all_bounded n' st'.
Proof.
  intros E B. destruct i; simpl in E.
  - inversion E; subst. split; auto.
  - destruct (k <=? length st); inversion E; subst. split; auto. constructor; [|now apply Forall_skipn].
    simpl. rewrite forallb_forall. intros e He. apply in_rev in He.
    pose proof (Forall_firstn _ k _ B) as F. rewrite Forall_forall in F. now apply F.
  - destruct (k <=? length st); inversion E; subst. split; [lia|]. apply Forall_app. split; [apply temps_bounded|].
    apply all_bounded_more with n; [lia|]. now apply Forall_skipn.
  - inversion E; subst. split; auto.
  - destruct st as [|e st]; [discriminate|]. destruct (spill (Some i) n st) as [[cs0 st0] n0] eqn:Es. inversion E; subst.
    inversion B; subst. now destruct (spill_ok _ _ _ _ _ _ Es) as (L & B1 & _).
  - destruct st as [|e st]; inversion E; subst. inversion B; subst. split; auto.
  - destruct (funcs f) as [fn|]; [|discriminate]. destruct (_ <=? length st); inversion E; subst. split; [lia|].
    apply Forall_app. split; [apply temps_bounded|]. apply all_bounded_more with n; [lia|]. now apply Forall_skipn.
  - discriminate.
  - destruct (branch c st d); discriminate.
  - destruct st as [|e st]; [discriminate|]. destruct (branch c st d); inversion E; subst. inversion B; subst. split; auto.
  - destruct st as [|e st]; [discriminate|]. destruct (branches c st ds), (branch c st d); discriminate.
  - destruct (p <=? length st); [|discriminate]. destruct (spill None n (skipn p st)) as [[cs0 st0] n0] eqn:Es.
    destruct (sequence _ _ _ b) as [[s x]|]; [|discriminate]. destruct (fits r x); inversion E; subst.
    destruct (spill_ok _ _ _ _ _ _ Es) as (L & B1 & _); [now apply Forall_skipn|].
    split; [lia|]. apply Forall_app. split; [apply temps_bounded|]. apply all_bounded_more with n0; auto. lia.
  - destruct (p <=? length st); [|discriminate]. destruct (spill None n (skipn p st)) as [[cs0 st0] n0] eqn:Es.
    destruct (sequence _ _ _ b) as [[s x]|]; [|discriminate]. destruct (fits r x); inversion E; subst.
    destruct (spill_ok _ _ _ _ _ _ Es) as (L & B1 & _); [now apply Forall_skipn|].
    split; [lia|]. apply Forall_app. split; [apply temps_bounded|]. apply all_bounded_more with n0; auto. lia.
  - destruct st as [|e st]; [discriminate|]. inversion B; subst.
    destruct (p <=? length st); [|discriminate]. destruct (spill None n (skipn p st)) as [[cs0 st0] n0] eqn:Es.
    destruct (sequence _ _ _ a) as [[s1 x1]|]; [|discriminate]. destruct (sequence _ _ _ b) as [[s2 x2]|]; [|discriminate].
    destruct (fits r x1 && fits r x2); inversion E; subst.
    destruct (spill_ok _ _ _ _ _ _ Es) as (L & B1 & _); [now apply Forall_skipn|].
    split; [lia|]. apply Forall_app. split; [apply temps_bounded|]. apply all_bounded_more with n0; auto. lia.
Qed.

Lemma seq_of k b : (forall i, In i b -> instr_ok k i) -> seq_ok k b.
Proof.
  induction b as [|i b IH]; intros K c n st cs x t l m E B; simpl in E.
  - inversion E; subst. simpl. exists st, t. parts; auto. { now rewrite map_length. } apply agree_refl.
  - destruct (comp c n st i) as [[cs1 a]|] eqn:Ei; [|discriminate].
    pose proof (K i (or_introl eq_refl) _ _ _ _ _ t l m Ei B) as M.
    unfold Wasm.steps. simpl Wasm.wseq. destruct a as [n1 st1|x1].
    + destruct (sequence c n1 st1 b) as [[cs2 x2]|] eqn:Eb; [|discriminate]. inversion E; subst; clear E.
      destruct (comp_bounded _ _ _ _ _ _ _ Ei B) as (L1 & B1). simpl run in M. rewrite region_app.
      destruct (step k i _ l m) as [s l1 m1|d s l1 m1| |]; simpl in M.
      * destruct M as (t1 & P & -> & A). rewrite P.
        pose proof (IH (fun j Hj => K j (or_intror Hj)) _ _ _ _ _ t1 l1 m1 Eb B1) as M.
        unfold Wasm.steps in M. destruct (Wasm.wseq (step k) b _ l1 m1); simpl in *.
        -- destruct M as (es & t2 & X & Le & P2 & A2). exists es, t2. parts; auto.
           apply agree_trans with t1; auto. now apply agree_less with n1.
        -- destruct M as (b0 & t2 & X & Le & P2 & A2). exists b0, t2. parts; auto.
           apply agree_trans with t1; auto. now apply agree_less with n1.
        -- auto.
        -- auto.
      * destruct M as (b0 & t1 & N & Le & P & A). rewrite P. exists b0, t1. auto.
      * now rewrite M.
      * now rewrite M.
    + inversion E; subst; clear E. simpl run in M. destruct (step k i _ l m); simpl in *; auto. contradiction.
Qed.

Lemma branch_ok c st d j n t l m : branch c st d = Some j ->
  leaves c n t (WBranch d (map (eval t l) st) l m) (do_jump j t l m).
Proof.
  unfold branch. destruct (nth_error c d) as [b|] eqn:E; [|discriminate].
  destruct (arity b <=? length st) eqn:L; [|discriminate]. apply Nat.leb_le in L. intros X; inversion X; subst.
  exists b, t. parts; auto. { now rewrite map_length. } { simpl. now rewrite firstn_map. } apply agree_refl.
Qed.

Lemma branches_ok c st : forall ds js, branches c st ds = Some js -> forall k d j, branch c st d = Some j ->
  branch c st (nth k ds d) = Some (nth k js j).
Proof.
  induction ds as [|d0 ds IH]; simpl; intros js E k d j D.
  - inversion E; subst. destruct k; auto.
  - destruct (branch c st d0) eqn:E0; [|discriminate]. destruct (branches c st ds) eqn:Es; [|discriminate].
    inversion E; subst. destruct k; auto. simpl. now apply IH.
Qed.

(** The end of a block, over the operands below it. *)
Lemma block_end c n1 r t x o p below l0 : fits r x = true -> all_bounded n1 below -> none_mentions None below ->
  yields (Label r false :: c) (n1 + r) t x o p ->
  matches c n1 t (Next (n1 + r) (map ETemp (temps n1 r) ++ below))
    (Wasm.wend r (map (eval t l0) below) o) (rend (length c) (temps n1 r) p).
Proof.
  intros F B N Y.
  assert (Done : forall vs t' l m, length vs = r -> agree (n1 + r) t t' ->
    exists t2, RNext (bind t' (temps n1 r) vs) l m = RNext t2 l m /\
      vs ++ map (eval t l0) below = map (eval t2 l) (map ETemp (temps n1 r) ++ below) /\ agree n1 t t2).
  { intros vs t' l m Lv A. exists (bind t' (temps n1 r) vs). assert (A2 : agree n1 t (bind t' (temps n1 r) vs)).
    { apply agree_trans with t'; [apply agree_less with (n1 + r); auto; lia|apply bind_agree]. }
    split; auto. split; auto. rewrite map_app. unfold temps at 1. f_equal; [symmetry; now apply bind_values|].
    rewrite (map_no_local _ l0 l) by auto. symmetry. now apply map_agree with n1. }
  destruct o as [s l m|[|d] s l m| |]; simpl in *.
  - destruct Y as (es & t' & -> & Le & -> & A). simpl in *. apply Nat.eqb_eq in F. apply Done; auto. lia.
  - destruct Y as (b & t' & Nb & Le & -> & A). inversion Nb; subst b. simpl in *.
    replace (length c - 0 - 0) with (length c) by lia. rewrite Nat.eqb_refl. apply Done; auto. now rewrite firstn_length_le.
  - destruct Y as (b & t' & Nb & Le & -> & A). exists b, t'. parts; auto.
    + assert (d < length c) by (apply nth_error_Some; congruence). simpl. unfold rend.
      replace (length c - 0 - S d) with (length c - 1 - d) by lia.
      destruct (is_loop b); auto. destruct (Nat.eqb _ _) eqn:Q; auto. apply Nat.eqb_eq in Q; lia.
    + apply agree_less with (n1 + r); auto; lia.
  - now rewrite Y.
  - now rewrite Y.
Qed.

Lemma step_block k p r b s l m : step k (Block p r b) s l m = Wasm.wend r (skipn p s) (Wasm.steps funcs k b (firstn p s) l m).
Proof. destruct k; reflexivity. Qed.
Lemma step_if k p r a b v s l m : step k (If p r a b) (v :: s) l m =
  Wasm.wend r (skipn p s) (if nonzero v then Wasm.steps funcs k a (firstn p s) l m else Wasm.steps funcs k b (firstn p s) l m).
Proof. destruct k; reflexivity. Qed.
Lemma step_loop k p r b s l m : step k (Loop p r b) s l m =
  match Wasm.steps funcs k b (firstn p s) l m with
  | WNext s' l' m' => WNext (s' ++ skipn p s) l' m'
  | WBranch 0 s' l' m' =>
      match k with 0 => WSteps | S k' => step k' (Loop p r b) (firstn p s' ++ skipn p s) l' m' end
  | WBranch (S d) s' l' m' => WBranch d s' l' m'
  | o => o
  end.
Proof. destruct k; reflexivity. Qed.
Lemma exec_block k b ts s x t l m : exec k (RBlock b ts s x) t l m = rend b ts (region (exec k) s x t l m).
Proof. destruct k; reflexivity. Qed.
Lemma exec_if k b ts e s1 x1 s2 x2 t l m : exec k (RIf b ts e s1 x1 s2 x2) t l m =
  rend b ts (if nonzero (eval t l e) then region (exec k) s1 x1 t l m else region (exec k) s2 x2 t l m).
Proof. destruct k; reflexivity. Qed.
Lemma exec_loop k label ps init ts b x t l m : exec k (RLoop label ps init ts b x) t l m =
  match region (exec k) b x (bind t ps (map (eval t l) init)) l m with
  | RFall vs t' l' m' => RNext (bind t' ts vs) l' m'
  | RJump true j vs t' l' m' =>
      if Nat.eqb j label
      then match k with 0 => RSteps | S k' => exec k' (RLoop label ps (map EConst vs) ts b x) t' l' m' end
      else RJump true j vs t' l' m'
  | o => o
  end.
Proof. destruct k; reflexivity. Qed.

(** Loops, by their steps: the parameters are whatever [continue] carried. *)
Lemma loop_ok p r b c s x n1 below : fits r x = true -> all_bounded n1 below -> none_mentions None below ->
  sequence (Label p true :: c) (n1 + r + p) (map ETemp (temps (n1 + r) p)) b = Some (s, x) ->
  forall k, (forall j, j <= k -> seq_ok j b) -> forall init t l l0 m, length init = p ->
  matches c n1 t (Next (n1 + r) (map ETemp (temps n1 r) ++ below))
    (step k (Loop p r b) (map (eval t l) init ++ map (eval t l0) below) l m)
    (exec k (RLoop (length c) (temps (n1 + r) p) init (temps n1 r) s x) t l m).
Proof.
  intros F B N E. induction k as [k IHk] using lt_wf_ind. intros K init t l l0 m Li.
  rewrite step_loop, exec_loop.
  set (args := map (eval t l) init). assert (La : length args = p) by (unfold args; now rewrite map_length).
  replace (firstn p (args ++ map (eval t l0) below)) with args
    by (rewrite <- La, firstn_app, Nat.sub_diag, firstn_all; simpl; now rewrite app_nil_r).
  replace (skipn p (args ++ map (eval t l0) below)) with (map (eval t l0) below)
    by (rewrite <- La, skipn_app, Nat.sub_diag, skipn_all; reflexivity).
  set (t1 := bind t (temps (n1 + r) p) args). assert (A1 : agree (n1 + r) t t1) by apply bind_agree.
  pose proof (K k (le_n k) _ _ _ _ _ t1 l m E) as Y. specialize (Y ltac:(apply temps_bounded)).
  unfold temps in Y at 1. unfold t1 in Y at 2. unfold temps in Y at 1. rewrite bind_values in Y by auto.
  destruct (Wasm.steps funcs k b args l m) as [s' l' m'|[|d] s' l' m'| |]; simpl in Y.
  - destruct Y as (es & t' & -> & Le & -> & A). simpl in *. apply Nat.eqb_eq in F. exists (bind t' (temps n1 r) s').
    assert (A2 : agree n1 t (bind t' (temps n1 r) s')).
    { apply agree_trans with t'; [|apply bind_agree]. apply agree_trans with t1; [apply agree_less with (n1 + r); auto; lia|].
      apply agree_less with (n1 + r + p); auto; lia. }
    split; auto. split; auto. rewrite map_app. unfold temps at 1. f_equal; [symmetry; apply bind_values; lia|].
    rewrite (map_no_local _ l0 l') by auto. symmetry. now apply map_agree with n1.
  - destruct Y as (b0 & t' & Nb & Le & -> & A). inversion Nb; subst b0. simpl in *.
    replace (length c - 0 - 0) with (length c) by lia. rewrite Nat.eqb_refl. destruct k as [|k]; [reflexivity|].
    assert (A2 : agree n1 t t').
    { apply agree_trans with t1; [apply agree_less with (n1 + r); auto; lia|]. apply agree_less with (n1 + r + p); auto; lia. }
    replace (map (eval t l0) below) with (map (eval t' l0) below) by (now apply map_agree with n1).
    replace (firstn p s') with (map (eval t' l') (map EConst (firstn p s'))) at 1.
    2: { rewrite map_map. simpl. apply map_id. }
    pose proof (IHk k (Nat.lt_succ_diag_r k) (fun j Hj => K j (Nat.le_trans _ _ _ Hj (Nat.le_succ_diag_r k)))
      (map EConst (firstn p s')) t' l' l0 m') as Z.
    specialize (Z ltac:(rewrite map_length; now apply firstn_length_le)).
    unfold matches in *. destruct (step k (Loop p r b) _ l' m').
    + destruct Z as (t2 & P & V & A3). exists t2. parts; auto. now apply agree_trans with t'.
    + apply leaves_less with (n := n1) (t' := t'); auto.
    + auto.
    + auto.
  - destruct Y as (b0 & t' & Nb & Le & -> & A). assert (d < length c) by (apply nth_error_Some; simpl in Nb; congruence).
    exists b0, t'. simpl in Nb. parts; auto.
    + simpl. replace (length c - 0 - S d) with (length c - 1 - d) by lia. destruct (is_loop b0); auto.
      destruct (Nat.eqb _ _) eqn:Q; auto. apply Nat.eqb_eq in Q; lia.
    + apply agree_trans with t1; [apply agree_less with (n1 + r); auto; lia|]. apply agree_less with (n1 + r + p); auto; lia.
  - now rewrite Y.
  - now rewrite Y.
Qed.

(** A list of instructions is as large as all of them. *)
Fixpoint size (i : instr) : nat :=
  let sum := fix sum l := match l with [] => 0 | x :: l' => size x + sum l' end in
  match i with Block _ _ b | Loop _ _ b => S (sum b) | If _ _ a b => S (sum a + sum b) | _ => 1 end.
Definition sizes := fix sum l := match l with [] => 0 | x :: l' => size x + sum l' end.
Lemma size_in i b : In i b -> size i <= sizes b.
Proof. induction b as [|j b IH]; simpl; intros I; [contradiction|]. destruct I as [->|I]; [lia|]. specialize (IH I). lia. Qed.

Hypothesis translated : forall f fn, funcs f = Some fn -> comp_func funcs fn <> None.

(** What a function returns, if its body behaves. *)
Lemma return_ok fn rf k args m : comp_func funcs fn = Some rf -> seq_ok k (Wasm.body fn) ->
  rreturn (region (exec k) (rbody rf) (rfinal rf) start (rlocals rf args) m) =
    Wasm.wreturn fn (Wasm.steps funcs k (Wasm.body fn) [] (Wasm.locals_of fn args) m) /\
  forall vs m', Wasm.wreturn fn (Wasm.steps funcs k (Wasm.body fn) [] (Wasm.locals_of fn args) m) = Wasm.Returns vs m' ->
    length vs = Wasm.results fn.
Proof.
  unfold comp_func. destruct (sequence _ _ _ _) as [[s x]|] eqn:E; [|discriminate].
  destruct (fits _ x) eqn:F; [|discriminate]. intros X K; inversion X; subst; clear X. simpl.
  assert (Lo : rlocals (RFunc s x (Wasm.declared fn)) args = Wasm.locals_of fn args) by reflexivity.
  rewrite Lo. pose proof (K _ _ _ _ _ start (Wasm.locals_of fn args) m E (Forall_nil _)) as Y. simpl in Y.
  destruct (Wasm.steps funcs k (Wasm.body fn) [] _ m) as [vs l' m'|[|d] vs l' m'| |]; simpl in Y.
  - destruct Y as (es & t' & -> & Le & -> & A). simpl in *. apply Nat.eqb_eq in F. split; auto.
    intros ? ? Q; inversion Q; subst. lia.
  - destruct Y as (b & t' & Nb & Le & -> & A). inversion Nb; subst. simpl in *. split; auto.
    intros ? ? Q; inversion Q; subst. now apply firstn_length_le.
  - destruct Y as (b & t' & Nb & Le & -> & A). simpl in Nb. now destruct d.
  - rewrite Y. split; auto. discriminate.
  - rewrite Y. split; auto. discriminate.
Qed.

Lemma rev_map_firstn t l k st : rev (firstn k (map (eval t l) st)) = map (eval t l) (rev (firstn k st)).
Proof. now rewrite map_rev, firstn_map. Qed.

(** Statements that ran before, for the sake of the operands below. *)
Lemma after_spill k cs i t t1 l m : rseq (exec k) cs t l m = RNext t1 l m ->
  rseq (exec k) (cs ++ [i]) t l m = exec k i t1 l m.
Proof. intros R. rewrite rseq_app, R. simpl. destruct (exec k i t1 l m); auto. Qed.

Lemma matches_before c n n1 t t1 a o p : n <= n1 -> agree n t t1 -> matches c n1 t1 a o p -> matches c n t a o p.
Proof.
  intros L A. destruct o; simpl; auto.
  - destruct a; auto. intros (t' & P & V & A'). exists t'. parts; auto. apply agree_trans with t1; auto.
    now apply agree_less with n1.
  - intros (b & t' & X). apply (leaves_less c n1 n t t1 (WBranch d s l m) p L A). exists b, t'. auto.
Qed.

Theorem simulation : forall k i, instr_ok k i.
Proof.
  induction k as [k IHk] using lt_wf_ind.
  enough (S : forall z i, size i <= z -> instr_ok k i) by (intros i; now apply (S (size i))).
  induction z as [|z IHz]; intros i Sz. { destruct i; simpl in Sz; lia. }
  assert (SeqHere : forall b, sizes b <= z -> seq_ok k b).
  { intros b Sb. apply seq_of. intros j Hj. apply IHz. apply size_in in Hj. lia. }
  assert (SeqLess : forall j b, j < k -> seq_ok j b).
  { intros j b Hj. apply seq_of. intros y _. now apply IHk. }
  intros c n st cs a t l m E B. destruct i.
  - (* Const *) inversion E; subst. destruct k; exists t; parts; auto using agree_refl.
  - (* Pure *) simpl in E. destruct (k0 <=? length st); inversion E; subst.
    replace (step k (Pure o k0) _ l m)
      with (WNext (pure o (rev (firstn k0 (map (eval t l) st))) :: skipn k0 (map (eval t l) st)) l m) by (destruct k; reflexivity).
    exists t. parts; auto using agree_refl. simpl. now rewrite rev_map_firstn, skipn_map.
  - (* Eff *) simpl in E. destruct (k0 <=? length st); inversion E; subst.
    replace (step k (Eff o k0) _ l m) with (match effect o (rev (firstn k0 (map (eval t l) st))) m with
      | Some (vs, m') => WNext (vs ++ skipn k0 (map (eval t l) st)) l m' | None => WTrap end) by (destruct k; reflexivity).
    rewrite rev_map_firstn. unfold run.
    replace (rseq (exec k) [Effect (temps n (eres o)) o (rev (firstn k0 st))] t l m)
      with (match effect o (map (eval t l) (rev (firstn k0 st))) m with
        | Some (vs, m') => RNext (bind t (temps n (eres o)) vs) l m' | None => RTrap end)
      by (destruct k; simpl; destruct (effect _ _ _) as [[? ?]|]; reflexivity).
    destruct (effect _ _ _) as [[vs m']|] eqn:Q; simpl; auto. apply effect_length in Q.
    exists (bind t (temps n (eres o)) vs). split; [reflexivity|split; [|apply bind_agree]].
    rewrite map_app. unfold temps. f_equal; [symmetry; now apply bind_values|].
    rewrite skipn_map. symmetry. apply map_agree with n; [now apply Forall_skipn|apply bind_agree].
  - (* LocalGet *) inversion E; subst. destruct k; exists t; parts; auto using agree_refl.
  - (* LocalSet *) simpl in E. destruct st as [|e st]; [discriminate|].
    destruct (spill (Some i) n st) as [[cs0 st0] n0] eqn:Es. inversion E; subst; clear E. inversion B as [|? ? Be Bst]; subst.
    destruct (spill_ok _ _ _ _ _ _ Es Bst) as (L & B1 & N1 & _ & Run). destruct (Run k t l m) as (t1 & R & A & V).
    replace (step k (LocalSet i) _ l m) with (WNext (map (eval t l) st) (update l i (eval t l e)) m) by (destruct k; reflexivity).
    unfold run. rewrite (after_spill _ _ _ _ _ _ _ R). exists t1.
    rewrite <- (eval_agree n t t1 l e) by auto. split; [destruct k; reflexivity|]. split; auto.
    now rewrite map_local, V by auto.
  - (* Drop *) simpl in E. destruct st as [|e st]; inversion E; subst. destruct k; exists t; parts; auto using agree_refl.
  - (* Call *) simpl in E. destruct (funcs f) as [fn|] eqn:Ef; [|discriminate].
    destruct (_ <=? length st); inversion E; subst; clear E. unfold run.
    destruct (comp_func funcs fn) as [rf|] eqn:Ec; [|exfalso; eapply translated; eauto].
    assert (Er : rfuncs f = Some rf) by (unfold comp_funcs; now rewrite Ef).
    destruct k as [|k].
    { simpl. rewrite Ef, Er. reflexivity. }
    destruct (return_ok fn rf k (rev (firstn (Wasm.params fn) (map (eval t l) st))) m Ec) as (Q & Lv). { apply SeqLess; auto. }
    replace (step (S k) (Call f) (map (eval t l) st) l m)
      with (match Wasm.wreturn fn (Wasm.steps funcs k (Wasm.body fn) [] (Wasm.locals_of fn (rev (firstn (Wasm.params fn) (map (eval t l) st)))) m) with
        | Wasm.Returns vs m' => WNext (vs ++ skipn (Wasm.params fn) (map (eval t l) st)) l m'
        | Wasm.Traps => WTrap | Wasm.Steps => WSteps end) by (simpl; rewrite Ef; reflexivity).
    replace (rseq (exec (S k)) [RCall (temps n (Wasm.results fn)) f (rev (firstn (Wasm.params fn) st))] t l m)
      with (match Wasm.wreturn fn (Wasm.steps funcs k (Wasm.body fn) [] (Wasm.locals_of fn (rev (firstn (Wasm.params fn) (map (eval t l) st)))) m) with
        | Wasm.Returns vs m' => RNext (bind t (temps n (Wasm.results fn)) vs) l m'
        | Wasm.Traps => RTrap | Wasm.Steps => RSteps end).
    2: { cbn [rseq Rust.exec]. rewrite Er, <- rev_map_firstn, Q.
         destruct (Wasm.wreturn _ _); reflexivity. }
    destruct (Wasm.wreturn _ _) as [vs m'| |]; simpl; auto. specialize (Lv _ _ eq_refl).
    exists (bind t (temps n (Wasm.results fn)) vs). split; [reflexivity|split; [|apply bind_agree]].
    rewrite map_app. unfold temps. f_equal; [symmetry; now apply bind_values|].
    rewrite skipn_map. symmetry. apply map_agree with n; [now apply Forall_skipn|apply bind_agree].
  - (* Unreachable *) inversion E; subst. destruct k; reflexivity.
  - (* Br *) simpl in E. destruct (branch c st d) as [j|] eqn:Q; inversion E; subst.
    replace (step k (Br d) _ l m) with (WBranch d (map (eval t l) st) l m) by (destruct k; reflexivity).
    exact (branch_ok _ _ _ _ n t l m Q).
  - (* BrIf *) simpl in E. destruct st as [|e st]; [discriminate|]. destruct (branch c st d) as [j|] eqn:Q; inversion E; subst.
    replace (step k (BrIf d) _ l m) with (if nonzero (eval t l e) then WBranch d (map (eval t l) st) l m
      else WNext (map (eval t l) st) l m) by (destruct k; reflexivity).
    unfold run. replace (rseq (exec k) [GotoIf e j] t l m) with (if nonzero (eval t l e) then do_jump j t l m else RNext t l m)
      by (destruct k; simpl; destruct (nonzero _), j; reflexivity).
    destruct (nonzero _). { exact (branch_ok _ _ _ _ n t l m Q). } exists t. parts; auto using agree_refl.
  - (* BrTable *) simpl in E. destruct st as [|e st]; [discriminate|].
    destruct (branches c st ds) as [js|] eqn:Q; [|discriminate]. destruct (branch c st d) as [j|] eqn:Q2; inversion E; subst.
    replace (step k (BrTable ds d) _ l m) with (WBranch (nth (index (eval t l e)) ds d) (map (eval t l) st) l m) by (destruct k; reflexivity).
    exact (branch_ok _ _ _ _ n t l m (branches_ok _ _ _ _ Q _ _ _ Q2)).
  - (* Block *) simpl in E. destruct (p <=? length st) eqn:Lp; [|discriminate]. apply Nat.leb_le in Lp.
    destruct (spill None n (skipn p st)) as [[cs0 below] n1] eqn:Es. destruct (sequence _ _ _ b) as [[s x]|] eqn:Eb; [|discriminate].
    destruct (fits r x) eqn:F; inversion E; subst; clear E.
    destruct (spill_ok _ _ _ _ _ _ Es) as (L & B1 & N1 & _ & Run); [now apply Forall_skipn|].
    destruct (Run k t l m) as (t1 & R & A & V). unfold run. rewrite (after_spill _ _ _ _ _ _ _ R), exec_block, step_block.
    apply matches_before with (n1 := n1) (t1 := t1); auto. rewrite skipn_map, <- V. apply block_end with (x := x); auto.
    rewrite firstn_map, <- (map_agree n t t1) by (auto; now apply Forall_firstn).
    apply (SeqHere b) with (n := n1 + r); auto.
    { simpl in Sz. change ((fix sum l := match l with [] => 0 | x :: l' => size x + sum l' end) b) with (sizes b) in Sz. lia. }
    apply all_bounded_more with n; [lia|]. now apply Forall_firstn.
  - (* Loop *) simpl in E. destruct (p <=? length st) eqn:Lp; [|discriminate]. apply Nat.leb_le in Lp.
    destruct (spill None n (skipn p st)) as [[cs0 below] n1] eqn:Es. destruct (sequence _ _ _ b) as [[s x]|] eqn:Eb; [|discriminate].
    destruct (fits r x) eqn:F; inversion E; subst; clear E.
    destruct (spill_ok _ _ _ _ _ _ Es) as (L & B1 & N1 & _ & Run); [now apply Forall_skipn|].
    destruct (Run k t l m) as (t1 & R & A & V). unfold run. rewrite (after_spill _ _ _ _ _ _ _ R).
    apply matches_before with (n1 := n1) (t1 := t1); auto.
    assert (Split : map (eval t l) st = map (eval t1 l) (firstn p st) ++ map (eval t1 l) below).
    { rewrite V, (map_agree n t t1) by (auto; now apply Forall_firstn). rewrite <- map_app. now rewrite firstn_skipn. }
    rewrite Split. apply loop_ok; auto; [|now apply firstn_length_le].
    intros j Hj. destruct (Nat.eq_dec j k) as [->|]; [|apply SeqLess; lia]. apply SeqHere.
    simpl in Sz. change ((fix sum l := match l with [] => 0 | x :: l' => size x + sum l' end) b) with (sizes b) in Sz. lia.
  - (* If *) simpl in E. destruct st as [|e st]; [discriminate|]. inversion B as [|? ? Be Bst]; subst.
    destruct (p <=? length st) eqn:Lp; [|discriminate]. apply Nat.leb_le in Lp.
    destruct (spill None n (skipn p st)) as [[cs0 below] n1] eqn:Es.
    destruct (sequence _ _ _ a0) as [[s1 x1]|] eqn:Ea; [|discriminate]. destruct (sequence _ _ _ b) as [[s2 x2]|] eqn:Eb; [|discriminate].
    destruct (fits r x1 && fits r x2) eqn:F; inversion E; subst; clear E. apply andb_prop in F as (F1 & F2).
    destruct (spill_ok _ _ _ _ _ _ Es) as (L & B1 & N1 & _ & Run); [now apply Forall_skipn|].
    destruct (Run k t l m) as (t1 & R & A & V). unfold run. rewrite (after_spill _ _ _ _ _ _ _ R), exec_if.
    simpl map. rewrite step_if. apply matches_before with (n1 := n1) (t1 := t1); auto.
    rewrite (eval_agree n t t1) by auto. rewrite skipn_map, <- V, firstn_map, <- (map_agree n t t1) by (auto; now apply Forall_firstn).
    simpl in Sz. change ((fix sum l := match l with [] => 0 | x :: l' => size x + sum l' end)) with sizes in Sz.
    assert (Bp : all_bounded (n1 + r) (firstn p st)). { apply all_bounded_more with n; [lia|]. now apply Forall_firstn. }
    destruct (nonzero _); [apply block_end with (x := x1)|apply block_end with (x := x2)]; auto.
    + apply (SeqHere a0) with (n := n1 + r); auto. lia.
    + apply (SeqHere b) with (n := n1 + r); auto. lia.
Qed.

(** The whole program. *)
Theorem translation_correct : forall k f args m, rcall rfuncs k f args m = Wasm.wcall funcs k f args m.
Proof.
  intros k f args m. unfold rcall, Wasm.wcall, comp_funcs at 1. destruct (funcs f) as [fn|] eqn:Ef; auto.
  destruct (comp_func funcs fn) as [rf|] eqn:Ec; [|exfalso; eapply translated; eauto].
  apply return_ok; auto. apply seq_of. intros i _. apply simulation.
Qed.

End Simulation.

Print Assumptions translation_correct.
